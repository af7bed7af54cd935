import { quantisePrice } from '../instrument';
import { Decimal, decimal } from '../model/decimal';
import type { OrderInstruction } from '../model/order';
import { denied } from '../model/verdict';
import type { Placement } from './decide';
import type { Run } from './run';
import type { SendResult } from './send';

/** So often a post-only order that would have taken liquidity is put a little further away. */
export const MOST_REPRICINGS = 3;
/** Then its level rests for this long. It is never turned into an order that takes. */
const PAUSE_MS = 300_000;
const PAUSE_PREFIX = 'postOnly/';

/** True when a post-only order did not rest because it would have taken liquidity. */
export function wouldHaveTaken(instruction: OrderInstruction, result: SendResult): boolean {
  if (instruction.type !== 'LIMIT' || instruction.timeInForce !== 'GTX') return false;
  if (result.kind === 'rejected') return result.reason === 'wouldTake';
  // When the price moves on the way it is accepted and expires at once (reference D2).
  return (
    result.kind === 'accepted' &&
    result.order.state === 'expired' &&
    decimal(result.order.filledQuantity).isZero()
  );
}

/**
 * The price at which a post-only order can rest now: not better than wanted, behind the best price
 * of its own side by `attempt` - 1 ticks. Null when the book is empty.
 */
export async function restingPrice(
  placement: Placement,
  attempt: number,
  { deps, instruments }: Run,
): Promise<string | null> {
  const { intent, plan } = placement;
  const { market, symbol } = plan.scope;
  if (intent.instruction.type !== 'LIMIT') return null;
  const wanted = decimal(intent.instruction.price);
  const book = await deps.exchange.book(market, symbol, 5);
  const best = intent.side === 'BUY' ? book.bids[0] : book.asks[0];
  if (!best) return null;
  const instrument = instruments[market];
  const away = decimal(instrument.price.step).times(decimal(String(attempt - 1)));
  const price =
    intent.side === 'BUY'
      ? Decimal.min(wanted, decimal(best.price).minus(away))
      : Decimal.max(wanted, decimal(best.price).plus(away));
  return quantisePrice(instrument, price, intent.side === 'BUY' ? 'down' : 'up').toString();
}

/** Lets the level rest for a while. */
export function pauseLevel({ intent }: Placement, { deps }: Run): void {
  const lastRefusedAt = deps.hostNow();
  const key = `${PAUSE_PREFIX}${intent.id}`;
  deps.journal.saveCircuit({ key, refusals: MOST_REPRICINGS, lastCode: 0, lastRefusedAt });
}

/** Why a paused level is not sent, or null. */
export function pausedLevel({ intent }: Placement, { deps }: Run) {
  const circuit = deps.journal.circuit(`${PAUSE_PREFIX}${intent.id}`);
  if (!circuit) return null;
  // A pause that begins in the future was written by a clock that was wrong.
  const sinceMs = deps.hostNow() - circuit.lastRefusedAt;
  if (sinceMs >= PAUSE_MS || sinceMs < 0) return null;
  return denied('LEVEL_PAUSED', `it would have taken liquidity ${MOST_REPRICINGS} times in a row`, {
    intentId: intent.id,
  });
}
