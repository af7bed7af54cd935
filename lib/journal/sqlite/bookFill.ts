import { fillEffect } from '../../accounting/fillEffect';
import { figure } from '../../accounting/sums';
import { decimal } from '../../model/decimal';
import type { Fill } from '../../model/order';
import { isOfTrade, type Purpose } from '../../model/plan';
import { addToBooks } from './books';
import { type Database, sql } from './database';
import { bookLots } from './lots';

/** The intent that a fill belongs to, with how much of it had filled before. */
export interface FilledIntent {
  strategy: string;
  purpose: Purpose;
  quantity: string;
  filledBefore: string;
}

interface Booking {
  sequence: number;
  fill: Fill;
  baseAsset: string;
  quoteAsset: string;
}

/** Takes a fill of ours into sums and lots, in the transaction that books it. */
export function bookOwnFill(database: Database, booking: Booking, intent: FilledIntent): void {
  const { sequence, fill } = booking;
  const { quantity, additions, hasUnvaluedFee } = fillEffect(fill, booking);
  const realized = bookLots(database, holdingOf(fill, intent), {
    sequence,
    symbol: fill.symbol,
    quantity,
    price: decimal(fill.price),
    filledAt: fill.filledAt,
  });
  if (!realized.isZero()) additions.set(figure.realized, realized);
  const before = decimal(intent.filledBefore);
  const after = before.plus(decimal(fill.quantity));
  const wanted = decimal(intent.quantity);
  if (intent.purpose === 'gridExit' && before.isBelow(wanted) && !after.isBelow(wanted)) {
    additions.set(figure.roundTrips(intent.strategy), decimal('1'));
  }
  if (intent.purpose === 'hedge' && before.isZero()) {
    additions.set(figure.hedges(intent.strategy), decimal('1'));
  }
  const account = { wallet: fill.market, symbol: fill.symbol, owner: 'own' } as const;
  addToBooks(database, account, additions, fill.filledAt, true);
  if (!hasUnvaluedFee) return;
  database.run(sql.insertInto('fee_values').values({ sequence, price_quote: null }));
}

/** A foreign fill only moves balances. `factor` is -1 when it turns out to be ours. */
export function bookForeignFill(
  database: Database,
  { fill, baseAsset, quoteAsset }: Omit<Booking, 'sequence'>,
  factor: 1 | -1,
): void {
  const { additions } = fillEffect(fill, { baseAsset, quoteAsset });
  const flows = [...additions]
    .filter(([name]) => name.startsWith(figure.flow('')))
    .map(([name, amount]) => [name, factor === 1 ? amount : amount.negated()] as const);
  const account = { wallet: fill.market, symbol: fill.symbol, owner: 'foreign' } as const;
  addToBooks(database, account, new Map(flows), fill.filledAt);
}

/** Lots are matched within one holding: inventory, hedge, or one strategy's trade. */
function holdingOf(fill: Fill, { purpose, strategy }: FilledIntent): string {
  if (fill.market === 'spot') return `inventory/${fill.symbol}`;
  return isOfTrade(purpose) ? `trade/${strategy}/${fill.symbol}` : `hedge/${fill.symbol}`;
}
