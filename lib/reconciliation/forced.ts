import type { Decimal } from '../model/decimal';
import type { Fill } from '../model/order';
import { engageLatch } from '../supervision/latches';
import type { PassDeps, SymbolPass } from './pass';

/** Why the exchange itself closed a position. */
export type ForcedCause = 'deleveraging' | 'liquidation' | 'settlement';

/** How the exchange's own orders begin (reference G4), the longer ones first. */
const PREFIXES: readonly (readonly [string, ForcedCause])[] = [
  ['settlement_autoclose-', 'settlement'],
  ['delivery_autoclose-', 'settlement'],
  ['adl_autoclose', 'deleveraging'],
  ['autoclose-', 'liquidation'],
];

/** The cause that a client order id tells, or null for an order that somebody sent. */
export function forcedCauseOf(clientOrderId: string): ForcedCause | null {
  return PREFIXES.find(([prefix]) => clientOrderId.startsWith(prefix))?.[1] ?? null;
}

/**
 * Tells of a position of ours that the exchange closed. After deleveraging the hedge is planned
 * anew; liquidation and settlement stop all entries until a person has looked.
 */
export function tellForced(
  fill: Fill,
  cause: ForcedCause,
  ours: Decimal,
  { sightings }: SymbolPass,
  { journal, hostNow }: PassDeps,
): void {
  const told = {
    subject: `${fill.symbol}/${fill.market}/${fill.tradeId}`,
    message: `${cause} took ${ours.toString()} of our ${fill.symbol} position at ${fill.price}`,
  };
  if (cause === 'deleveraging') {
    sightings.event('DELEVERAGED', { ...told, repair: 'booked; the hedge is planned anew' });
    return;
  }
  engageLatch(journal, 'killSwitch', `${cause} of ${fill.symbol}`, hostNow());
  sightings.event('LIQUIDATED', { ...told, repair: 'booked; the kill switch is engaged' });
}
