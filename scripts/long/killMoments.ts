import type { Hold } from '../demo/PaperExchange';
import type { SeededRandom } from './seededRandom';

/** When in a cycle n8n is killed. */
export type KillMoment =
  /** While the exchange holds a request back before it takes effect, or its reply after. */
  | { readonly kind: 'hold'; readonly hold: Hold }
  /** So long after the cycle's start, as a fraction of an ordinary cycle's duration. */
  | { readonly kind: 'delay'; readonly fraction: number };

const SPOT = 'POST /api/v3/order';
const USDM = 'POST /fapi/v1/order';
const LATEST_ORDER = 3;

/**
 * The moments of `count` kills: of four, two fall between an order's execution and its reply (one
 * on each market), one before an execution and one at any time of the cycle.
 */
export function chooseKillMoments(random: SeededRandom, count: number): KillMoment[] {
  return Array.from({ length: count }, (_unused, position): KillMoment => {
    const nth = random.whole(1, LATEST_ORDER);
    const route = random.pick([SPOT, USDM]);
    const fraction = random.fraction();
    switch (position % 4) {
      case 0:
        return { kind: 'hold', hold: { route: SPOT, nth, phase: 'after' } };
      case 1:
        return { kind: 'hold', hold: { route, nth: route === SPOT ? nth : 1, phase: 'before' } };
      case 2:
        // A cycle sends at most one hedge.
        return { kind: 'hold', hold: { route: USDM, nth: 1, phase: 'after' } };
      default:
        return { kind: 'delay', fraction };
    }
  });
}

/** The moment in words. */
export function describeMoment(moment: KillMoment): string {
  if (moment.kind === 'delay') return `${Math.round(moment.fraction * 100)} % into the cycle`;
  const { phase, nth, route } = moment.hold;
  return `${phase} the execution of ${route} number ${nth}`;
}
