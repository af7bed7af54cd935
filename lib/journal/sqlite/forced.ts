import { Decimal, decimal } from '../../model/decimal';
import type { Fill } from '../../model/order';
import type { Purpose } from '../../model/plan';
import { signOf } from '../../model/terms';
import { type Database, sql } from './database';
import { book } from './fills';
import { holdings } from './lots';
import { tradePositions } from './trades';

/** Whose position a fill of the exchange's own making closes, and how much of it. */
interface ClosedPosition {
  strategy: string;
  purpose: Purpose;
  quantity: Decimal;
}

/**
 * Books a fill by which the exchange closed a position, in the caller's transaction: ours as far as
 * we held one, the rest as a foreign fill of its own. Answers how much was ours, the same again
 * when it was booked before; null when it was booked before and nothing of it was ours.
 */
export function bookForcedFill(
  database: Database,
  fill: Fill,
  assets: { baseAsset: string; quoteAsset: string },
  at: number,
): Decimal | null {
  const { baseAsset, quoteAsset } = assets;
  const id = `forced/${fill.market}/${fill.symbol}/${fill.tradeId}`;
  const booked = database.first(sql.selectFrom('intents').select('quantity').where('id', '=', id));
  if (booked) return decimal(booked.quantity);
  const closed = closedPosition(database, fill);
  if (closed.quantity.isZero()) {
    return book(database, fill, baseAsset, quoteAsset, at) && closed.quantity;
  }
  const isWhole = closed.quantity.equals(decimal(fill.quantity));
  const ours = isWhole ? fill : partOf(fill, closed.quantity);
  database.run(
    sql.insertInto('intents').values({
      id,
      strategy: closed.strategy,
      market: fill.market,
      symbol: fill.symbol,
      base_asset: baseAsset,
      leg: 'forced',
      generation: 0,
      purpose: closed.purpose,
      effect: 'reduce',
      side: fill.side,
      grid_number: null,
      quantity: ours.quantity,
      filled_quantity: '0',
      net_base: '0',
      net_quote: '0',
      created_at: at,
    }),
  );
  book(database, ours, baseAsset, quoteAsset, at, id);
  if (!isWhole) book(database, restOf(fill, ours), baseAsset, quoteAsset, at);
  return closed.quantity;
}

/** The hedge before a trade: a contract carries one of them. */
function closedPosition(database: Database, fill: Fill): ClosedPosition {
  const positions: { strategy: string; purpose: Purpose; position: Decimal }[] = [
    {
      strategy: 'forced',
      purpose: 'flatten',
      position: hedgeOf(database, fill.symbol),
    },
    ...tradePositions(database, fill.symbol).map(({ strategy, quantity }) => ({
      strategy,
      purpose: 'tradeExit' as const,
      position: decimal(quantity),
    })),
  ];
  const met = positions.find(({ position }) => position.sign() === -signOf(fill.side));
  const quantity = met
    ? Decimal.min(met.position.absolute(), decimal(fill.quantity))
    : Decimal.zero;
  return { strategy: met?.strategy ?? 'forced', purpose: met?.purpose ?? 'flatten', quantity };
}

/** By contract: the hedge of the same base asset may lie on another one. */
function hedgeOf(database: Database, symbol: string): Decimal {
  const held = holdings(database, symbol).find(({ holding }) => holding === `hedge/${symbol}`);
  return decimal(held?.quantity ?? '0');
}

/** A fill's amounts in the proportion of a quantity, at 8 places as the exchange books them. */
function partOf(fill: Fill, quantity: Decimal): Fill {
  const share = (amount: string): string =>
    decimal(amount).times(quantity).dividedBy(decimal(fill.quantity)).roundedHalfEven(8).toString();
  return {
    ...fill,
    quantity: quantity.toString(),
    quoteQuantity: share(fill.quoteQuantity),
    feeAmount: share(fill.feeAmount),
    ...(fill.realizedPnlQuote === undefined
      ? {}
      : { realizedPnlQuote: share(fill.realizedPnlQuote) }),
  };
}

/** What the part leaves, under a trade id that the exchange never gives. */
function restOf(fill: Fill, part: Fill): Fill {
  const less = (whole: string, taken: string): string =>
    decimal(whole).minus(decimal(taken)).toString();
  return {
    ...fill,
    tradeId: `${fill.tradeId}/foreign`,
    quantity: less(fill.quantity, part.quantity),
    quoteQuantity: less(fill.quoteQuantity, part.quoteQuantity),
    feeAmount: less(fill.feeAmount, part.feeAmount),
    ...(fill.realizedPnlQuote === undefined || part.realizedPnlQuote === undefined
      ? {}
      : { realizedPnlQuote: less(fill.realizedPnlQuote, part.realizedPnlQuote) }),
  };
}
