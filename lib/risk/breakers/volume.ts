import type { Candle } from '../../model/candle';
import { type BreakerSettings, type BreakerVerdict, CALM, tooFew, tripped } from './breaker';
import { median } from './statistics';

export interface VolumeBreakerSettings extends BreakerSettings {
  windowMs: number;
  /** Volume of the last closed minute over the median of the window before it. */
  multiple: number;
}

/** Whether the last closed minute traded a multiple of the median of the minutes before it. */
export function volumeBreaker(
  minutes: readonly Candle[],
  exchangeNow: number,
  settings: VolumeBreakerSettings,
): BreakerVerdict {
  const closed = minutes.filter(({ closeAt }) => closeAt < exchangeNow);
  const last = closed.at(-1);
  const before = closed
    .slice(0, -1)
    .filter(({ openAt }) => openAt >= (last?.openAt ?? 0) - settings.windowMs);
  if (!last || before.length < settings.minimumSamples) return tooFew(before.length);
  const usual = median(before.map(({ volume }) => volume)) ?? 0;
  // Where the usual minute trades nothing, a multiple of it says nothing.
  if (usual === 0 || last.volume < usual * settings.multiple) return CALM;
  const times = (last.volume / usual).toFixed(1);
  return tripped(`the last minute traded ${times} times the usual volume`);
}
