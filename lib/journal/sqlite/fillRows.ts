import type { Selectable } from 'kysely';
import type { Fill } from '../../model/order';
import { marketSchema, sideSchema } from '../../model/terms';
import { readRow } from './readRow';
import type { Tables } from './schema';

/**
 * A row of `fills` as the fill it was booked from. Throws BrokenStateError for a row that does not
 * hold one.
 */
export function toFill(row: Selectable<Tables['fills']>): Fill {
  const figures = [row.price, row.quantity, row.quote_quantity, row.fee_amount];
  return readRow(row.symbol, `Fill ${row.trade_id}`, () => plainFill(row), figures);
}

function plainFill(row: Selectable<Tables['fills']>): Fill {
  return {
    market: marketSchema.parse(row.market),
    symbol: row.symbol,
    tradeId: row.trade_id,
    exchangeOrderId: row.exchange_order_id,
    side: sideSchema.parse(row.side),
    price: row.price,
    quantity: row.quantity,
    quoteQuantity: row.quote_quantity,
    feeAmount: row.fee_amount,
    feeAsset: row.fee_asset,
    ...(row.realized_pnl_quote === null ? {} : { realizedPnlQuote: row.realized_pnl_quote }),
    maker: row.maker === 1,
    filledAt: row.filled_at,
  };
}
