import { Decimal, decimal } from '../model/decimal';
import type { RecentTrades, Trade } from '../model/marketData';
import type { Market, Side } from '../model/terms';
import type { Session } from '../session/openSession';

/** What was traded last, and who took it; the trades themselves only where they are wanted. */
export async function readRecentTrades(
  session: Pick<Session, 'exchange' | 'clocks'>,
  symbol: string,
  settings: { market: Market; count: number; withRows: boolean },
): Promise<RecentTrades> {
  const { market, count, withRows } = settings;
  const trades = await session.exchange.recentTrades(market, symbol, count);
  const [bought, sold] = [takenBy(trades, 'BUY'), takenBy(trades, 'SELL')];
  const sum = bought.plus(sold);
  return {
    market,
    observedAt: session.clocks.exchangeNow(),
    count: trades.length,
    from: trades[0]?.at ?? null,
    to: trades.at(-1)?.at ?? null,
    takerBuyBase: bought.toString(),
    takerSellBase: sold.toString(),
    takerBuyFraction: sum.isZero() ? null : bought.toNumber() / sum.toNumber(),
    last: trades.at(-1) ?? null,
    ...(withRows ? { rows: trades } : {}),
  };
}

function takenBy(trades: readonly Trade[], side: Side): Decimal {
  return Decimal.sum(
    trades.filter(({ takerSide }) => takerSide === side).map(({ quantity }) => decimal(quantity)),
  );
}
