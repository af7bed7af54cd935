import type { OrderRecord } from '../journal/port';
import type { Candle } from '../model/candle';
import { ConfigurationError, TransientError } from '../model/errors';
import type { Item } from '../model/item';
import type { Interval } from '../model/terms';
import { observeCandles } from '../observation/candles';
import { observeFundingRates } from '../observation/funding';
import {
  ATR_CANDLES,
  type FiguresResult,
  gridFigures,
  VOLATILITY_CANDLES,
} from '../strategy/figures';
import type { SettledRate } from '../strategy/funding';
import { latticeOf, OPENING_LEG } from '../strategy/gridState';
import { planGrid } from '../strategy/planGrid';
import { type GridSettings, settingsFault } from '../strategy/settings';
import type { Session } from '../session/openSession';
import { instrumentsOfItem, required, withPlan } from './gather';
import { reliefInForce } from './reliefInForce';
import { brakesInForce } from './watchEquity';

/** Closed 1m candles behind the expected edge: as many as one request answers. */
const EDGE_MINUTES = 999;
/** Three days and one settlement more. */
const FUNDING_WINDOW_MS = 80 * 3_600_000;
/** Findings after which no profit is put to work. */
const DOUBTS: readonly string[] = [
  'QUERY_FAILED',
  'BALANCE_SHORT',
  'BALANCE_DIFFERS',
  'POSITION_DIFFERS',
  'UNKNOWN_PENDING',
];

/** Adds the grid's plan for this item's symbol. */
export async function planGridForItem(
  session: Session,
  item: Item,
  settings: GridSettings,
): Promise<Item> {
  const { journal, clocks } = session;
  assertAllowed(session, settings);
  const market = required(item, 'market');
  const regime = required(item, 'regime');
  const account = required(item, 'account');
  const { spot, usdm } = await instrumentsOfItem(session, item);
  const figures = await figuresOf(session, item.symbol, settings);
  const settledFunding = await settledFundingOf(session, usdm.symbol, market.nextFundingAt);
  const minutes = await candlesOf(session, item.symbol, '1m', EDGE_MINUTES);
  // Read before the fills: what comes after makes the plan stale.
  const journalRevision = journal.revision(spot.baseAsset);
  const currentGrid = journal.currentGrid(settings.strategy, item.symbol);
  const orders = [
    ...journal.unfinishedOrders('spot', item.symbol),
    ...journal.unbookedOrders('spot', item.symbol),
  ].filter(({ strategy, side }) => strategy === settings.strategy && side === 'BUY');
  const plan = planGrid({
    scope: {
      account: session.account,
      strategy: settings.strategy,
      market: 'spot',
      symbol: item.symbol,
    },
    settings,
    spot,
    futures: usdm,
    market,
    equityQuote: account.equityQuote,
    accountIsValid: !(item.findings ?? []).some(({ code }) => DOUBTS.includes(code)),
    delta: account.delta,
    position: account.position,
    regime: regime.label,
    currentGrid,
    nextGridNumber: journal.nextGridNumber(settings.strategy, item.symbol),
    fills: journal
      .intentsOf(settings.strategy, 'spot', item.symbol)
      .map((intent) => ({ ...intent, lattice: latticeOf(intent.id) ?? 0 })),
    liveEntries: new Set(orders.filter(({ purpose }) => purpose === 'gridEntry').flatMap(cellOf)),
    openingInFlight: orders.some(({ purpose }) => purpose === 'openingInventory'),
    figures,
    minutes: Array.isArray(minutes) ? minutes : null,
    settledFunding,
    brakes: brakesInForce(session),
    relief: reliefInForce(session, item.symbol),
    journalRevision,
    madeAt: clocks.exchangeNow(),
  });
  return { ...item, plans: withPlan(item, plan) };
}

/** Settings that contradict each other, or an unhedged grid where money is real, are refused. */
function assertAllowed(session: Session, settings: GridSettings): void {
  const fault = settingsFault(settings);
  if (fault !== null) {
    throw new ConfigurationError(
      `The settings contradict each other: ${fault}.`,
      'Change one of them.',
    );
  }
  if (settings.hedge === 'off' && session.environment === 'mainnet') {
    throw new ConfigurationError(
      'Hedge Off is for the Simulator and Testnet only.',
      'Set "Hedge" to On in Plan Grid and Plan Hedge.',
    );
  }
}

async function figuresOf(
  session: Session,
  symbol: string,
  settings: GridSettings,
): Promise<FiguresResult> {
  const { interval, donchianPeriod } = settings;
  const hours = await candlesOf(session, symbol, '1h', VOLATILITY_CANDLES + 2);
  const wanted = Math.max(ATR_CANDLES + 1, donchianPeriod);
  const candles = await candlesOf(session, symbol, interval, wanted);
  if (typeof hours === 'string') return { ok: false, reason: hours };
  if (typeof candles === 'string') return { ok: false, reason: candles };
  return gridFigures({ candles, hours, interval, donchianPeriod });
}

/** Closed candles, or why there are none: an open grid is planned all the same. */
async function candlesOf(
  session: Session,
  symbol: string,
  interval: Interval,
  count: number,
): Promise<Candle[] | string> {
  try {
    return await observeCandles(
      { market: 'spot', symbol, interval, count },
      {
        exchange: session.exchange,
        journal: session.journal,
        exchangeNow: session.clocks.exchangeNow,
      },
    );
  } catch (error) {
    if (error instanceof TransientError) return error.message;
    throw error;
  }
}

/** Settled funding of the last days; nothing where it cannot be read: it decides nothing. */
async function settledFundingOf(
  session: Session,
  symbol: string,
  nextFundingAt: number,
): Promise<SettledRate[]> {
  const { exchange, journal, clocks } = session;
  const now = clocks.exchangeNow();
  try {
    const rates = await observeFundingRates(
      { symbol, from: now - FUNDING_WINDOW_MS, to: now, nextFundingAt },
      { exchange, journal, exchangeNow: clocks.exchangeNow },
    );
    return rates.map(({ settledAt, rateFraction }) => ({
      settledAt,
      rateFraction: Number(rateFraction),
    }));
  } catch (error) {
    if (error instanceof TransientError) return [];
    throw error;
  }
}

function cellOf({ intentId }: OrderRecord): string[] {
  const lattice = latticeOf(intentId);
  const leg = /\/g\d+-([^/]+)\//.exec(intentId)?.[1];
  return lattice === null || leg === undefined || leg === OPENING_LEG ? [] : [`${lattice}/${leg}`];
}
