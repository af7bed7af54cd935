import type { Candle } from '../model/candle';
import type { DensityLevel, LevelKind } from '../model/priceLevels';
import { roundNumbers } from './roundNumbers';
import {
  DEFAULT_SUPPORT_RESISTANCE,
  type PriceLevel,
  type SupportResistanceSettings,
  swingLevels,
  volumeLevels,
} from './supportResistance';

export interface DensityRange {
  price: number;
  low: number;
  high: number;
}

type Candidate = PriceLevel & { kind: LevelKind };

/**
 * Prices in [low, high] around which a grid may be denser, ascending: support and resistance from
 * closed candles, and round numbers. Levels that lie within `togetherPct` are one, at the price of the
 * strongest, with 1 - the product of what each leaves open as its strength.
 */
export function densityLevels(
  closed: readonly Candle[],
  { price, low, high }: DensityRange,
  settings: SupportResistanceSettings = DEFAULT_SUPPORT_RESISTANCE,
): DensityLevel[] {
  const candidates = [
    ...swingLevels(closed, settings).map(ofKind('swing')),
    ...volumeLevels(closed, settings).map(ofKind('volume')),
    ...roundNumbers(price, low, high).map(ofKind('round')),
  ]
    .filter((level) => level.price >= low && level.price <= high)
    .sort((a, b) => a.price - b.price);
  const groups: Candidate[][] = [];
  for (const candidate of candidates) {
    const group = groups.at(-1);
    const first = group?.[0];
    const reach = (first?.price ?? 0) * (1 + settings.togetherPct / 100);
    if (group && candidate.price <= reach) group.push(candidate);
    else groups.push([candidate]);
  }
  return groups.map((group) => {
    const strongest = group.reduce((best, each) => (each.strength > best.strength ? each : best));
    return {
      price: strongest.price,
      distancePct: (strongest.price / price - 1) * 100,
      kinds: [...new Set(group.map(({ kind }) => kind))],
      strength: 1 - group.reduce((open, { strength }) => open * (1 - strength), 1),
    };
  });
}

function ofKind(kind: LevelKind): (level: PriceLevel) => Candidate {
  return (level) => ({ ...level, kind });
}
