import type { Candle } from '../model/candle';
import { columnsOf } from './columns';
import { volumeProfile } from './indicators/volumeProfile';
import { type Swing, swingsOf } from './swings';

export interface PriceLevel {
  price: number;
  /** How much speaks for it, 0 to 1. */
  strength: number;
}

export interface SupportResistanceSettings {
  /** Candles on each side that a turn stands out of. */
  reach: number;
  /** Turns so near to each other are one level, percent. */
  togetherPct: number;
  /** Bins of the volume profile. */
  bins: number;
}

export const DEFAULT_SUPPORT_RESISTANCE: SupportResistanceSettings = {
  reach: 3,
  togetherPct: 0.5,
  bins: 100,
};

/** A level that price turned at so often is as strong as one gets. */
const STRONGEST_TOUCHES = 4;

/**
 * Levels at which price turned before, ascending: turns that lie together are one level at their mean,
 * a quarter stronger for each turn.
 */
export function swingLevels(
  closed: readonly Candle[],
  { reach, togetherPct }: SupportResistanceSettings = DEFAULT_SUPPORT_RESISTANCE,
): PriceLevel[] {
  const sorted = swingsOf(closed, reach).sort((a, b) => a.price - b.price);
  const groups: Swing[][] = [];
  for (const swing of sorted) {
    const group = groups.at(-1);
    const first = group?.[0];
    if (group && first && swing.price <= first.price * (1 + togetherPct / 100)) group.push(swing);
    else groups.push([swing]);
  }
  return groups.map((group) => ({
    price: group.reduce((sum, { price }) => sum + price, 0) / group.length,
    strength: Math.min(1, group.length / STRONGEST_TOUCHES),
  }));
}

/**
 * Prices around which much was traded, ascending: the bins of the volume profile that hold more than
 * their neighbours and at least half of what the largest holds; strength is that share. None where
 * nothing was traded.
 */
export function volumeLevels(
  closed: readonly Candle[],
  { bins }: SupportResistanceSettings = DEFAULT_SUPPORT_RESISTANCE,
): PriceLevel[] {
  if (closed.length === 0) return [];
  const { high, low, volume } = columnsOf(closed);
  const profile = volumeProfile(high, low, volume, bins);
  if (!profile) return [];
  const { lowest, binSize } = profile;
  const largest = profile.volume.reduce((most, each) => Math.max(most, each), 0);
  const held = (bin: number): number => profile.volume[bin] ?? 0;
  return [...profile.volume.keys()]
    .filter((bin) => held(bin) > held(bin - 1) && held(bin) >= held(bin + 1))
    .filter((bin) => held(bin) >= largest / 2)
    .map((bin) => ({ price: lowest + (bin + 0.5) * binSize, strength: held(bin) / largest }));
}
