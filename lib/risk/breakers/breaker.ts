import type { BreakerEffect } from '../../model/breaker';

/** What every breaker is set to. */
export interface BreakerSettings {
  enabled: boolean;
  /** Fewer samples say nothing, and nothing trips. */
  minimumSamples: number;
  effect: BreakerEffect;
  /** How long it stays latched after it last tripped; 0: until a person resets it. */
  coolDownMs: number;
}

/** What a breaker says about its samples. */
export type BreakerVerdict =
  | { state: 'calm' }
  | { state: 'tooFewSamples'; samples: number }
  | { state: 'tripped'; reason: string };

export const CALM: BreakerVerdict = { state: 'calm' };

export function tripped(reason: string): BreakerVerdict {
  return { state: 'tripped', reason };
}

export function tooFew(samples: number): BreakerVerdict {
  return { state: 'tooFewSamples', samples };
}
