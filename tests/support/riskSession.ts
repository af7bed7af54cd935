import type { Journal } from '../../lib/journal/port';
import type { Exchange } from '../../lib/exchange/port';
import type { Candle } from '../../lib/model/candle';
import type { Item } from '../../lib/model/item';
import type { MarginAccount } from '../../lib/model/margin';
import { INTERVAL_MS } from '../../lib/model/terms';
import type { Session } from '../../lib/session/openSession';
import { NO_FOREIGN } from './foreign';
import { temporaryJournal } from './journals';
import { account, entry, FUTURES, market, SPOT, SPOT_SCOPE } from './samples';
import { ScriptedExchange } from './scriptedExchange';

/** Later than a day after 1970, so that a day's candles have times. */
export const NOW = 1_700_000_000_000;

const CALM_MARGIN: MarginAccount = {
  crossWalletQuote: '10000',
  marginBalanceQuote: '10000',
  availableQuote: '10000',
  maintenanceMarginQuote: '0',
  positions: [],
};

/** An exchange whose market stands still; a test changes what it cares about. */
export class CalmExchange extends ScriptedExchange {
  margin = CALM_MARGIN;
  /** Changes the candles of the last minutes. */
  shape: (candle: Candle) => Candle = (candle) => candle;
  override marginAccount: Exchange['marginAccount'] = async () => this.margin;
  override candles: Exchange['candles'] = async ({ interval, from, to }) => {
    const step = INTERVAL_MS[interval];
    const first = Math.ceil(from / step) * step;
    const count = Math.max(0, Math.min(1_000, Math.floor((to - first) / step) + 1));
    return Array.from({ length: count }, (_unused, index) => {
      const openAt = first + index * step;
      const price = 80_000 + 10 * Math.sin(openAt / step);
      const flat = { open: price, high: price, low: price, close: price };
      return this.shape({ openAt, closeAt: openAt + step - 1, ...flat, volume: 10 });
    });
  };
  override instruments: Exchange['instruments'] = async (side, symbols) =>
    symbols.map((symbol) => ({
      ...(side === 'spot' ? SPOT : FUTURES),
      symbol,
      baseAsset: symbol.replace(/USD[TC]$/, ''),
    }));
}

export interface RiskWorld {
  session: Session;
  exchange: CalmExchange;
  journal: Journal;
  /** Moves both clocks on. */
  pass(ms: number): void;
  dispose(): void;
}

/** A session on a calm exchange and a fresh journal; time stands still unless it is moved on. */
export function riskWorld(): RiskWorld {
  const { journal, dispose } = temporaryJournal();
  const exchange = new CalmExchange();
  let now = NOW;
  const session: Session = {
    environment: 'simulator',
    account: '7',
    exchange,
    foreign: NO_FOREIGN,
    journal,
    clocks: { exchangeNow: () => now, hostNow: () => now },
    allowWithdrawals: false,
    sleep: () => Promise.resolve(),
    usage: () => [],
    close: () => undefined,
  };
  return {
    session,
    exchange,
    journal,
    pass: (ms) => {
      now += ms;
    },
    dispose,
  };
}

/** An item with one buy of 0.01 at 79,000 by a strategy of its own. */
export function itemOf(strategy: string, at = NOW, symbol = 'BTCUSDT'): Item {
  const scope = { ...SPOT_SCOPE, strategy, symbol };
  return {
    symbol,
    at,
    environment: 'simulator',
    account: account({ observedAt: at, managedQuote: '100000' }),
    market: market({ observedAt: at }),
    plans: [
      {
        version: 1,
        scope,
        baseAsset: symbol.replace(/USD[TC]$/, ''),
        madeAt: at,
        journalRevision: 0,
        disposition: 'active',
        reason: 'test',
        warnings: [],
        intents: [entry({ id: `${strategy}/spot/${symbol}/B01/BUY/0` })],
      },
    ],
  };
}
