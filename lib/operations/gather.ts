import type { Instrument } from '../model/instrument';
import type { Market } from '../model/terms';
import {
  type InstrumentPair,
  observeInstrument,
  observeInstruments,
  readInstrument,
} from '../observation/instruments';
import { ConfigurationError, TransientError } from '../model/errors';
import type { Item } from '../model/item';
import type { Plan } from '../model/plan';
import type { Session } from '../session/openSession';

/** The instruments of a symbol, through a session. */
export function instrumentsOf(session: Session, symbol: string): Promise<InstrumentPair> {
  return observeInstruments(symbol, {
    exchange: session.exchange,
    journal: session.journal,
    exchangeNow: session.clocks.exchangeNow,
  });
}

/** The rules of one instrument, through a session. */
export function instrumentOf(
  session: Session,
  market: Market,
  symbol: string,
): Promise<Instrument> {
  return observeInstrument(market, symbol, {
    exchange: session.exchange,
    journal: session.journal,
    exchangeNow: session.clocks.exchangeNow,
  });
}

/**
 * The rules of a contract that hedged before. Nothing is placed on it: as the journal holds them they
 * are good enough, and the exchange may not list it any more. Throws as a read where it holds none.
 */
export async function earlierContract(session: Session, symbol: string): Promise<Instrument> {
  const known = session.journal.instrument('usdm', symbol);
  return known?.instrument ?? instrumentOf(session, 'usdm', symbol);
}

/** The contracts that hedged a symbol before the one in force, the newest first. Throws as a read. */
export async function earlierContracts(session: Session, symbol: string): Promise<Instrument[]> {
  const contracts: Instrument[] = [];
  for (const contract of session.journal.contractsOf(symbol).slice(1)) {
    contracts.push(await earlierContract(session, contract));
  }
  return contracts;
}

/**
 * The instruments of an item. Throws TransientError where its market or account was read for another
 * contract than the one that hedges the symbol now: it is older than the choice.
 */
export async function instrumentsOfItem(session: Session, item: Item): Promise<InstrumentPair> {
  const pair = await instrumentsOf(session, item.symbol);
  const { symbol, market, account } = item;
  const isOfOther = (part: { contract?: string | undefined } | undefined): boolean =>
    part !== undefined && (part.contract ?? symbol) !== pair.usdm.symbol;
  if (!isOfOther(market) && !isOfOther(account)) return pair;
  throw new TransientError(
    `The item of ${symbol} is older than the choice of ${pair.usdm.symbol} as its hedge contract.`,
    'The next run from the trigger reads market and account anew. Nothing was done in this one.',
  );
}

/** The rules of one instrument, read anew whatever the journal holds. */
export function refreshInstrument(
  session: Session,
  market: Market,
  symbol: string,
): Promise<Instrument> {
  return readInstrument(market, symbol, {
    exchange: session.exchange,
    journal: session.journal,
    exchangeNow: session.clocks.exchangeNow,
  });
}

/** The part of an item that an operation cannot do without. Throws naming part and remedy. */
export function required<Key extends 'account' | 'market' | 'regime' | 'plans'>(
  item: Item,
  key: Key,
): NonNullable<Item[Key]> {
  const part = item[key];
  if (part === undefined || part === null) {
    const failure = item.findings?.find(({ code }) => code === 'QUERY_FAILED');
    if (key === 'account' && failure) {
      throw new TransientError(
        `The account of ${item.symbol} could not be read: ${failure.message}`,
        'Nothing is decided without it. The next run tries again.',
      );
    }
    throw new ConfigurationError(
      `The item of ${item.symbol} has no "${key}".`,
      `Put the node that adds it before this one: ${SOURCES[key]}.`,
    );
  }
  return part;
}

const SOURCES = {
  account: 'Reconcile',
  market: 'Binance Market Data',
  regime: 'Regime Classifier',
  plans: 'Grid Planner',
} as const;

/** The item's plans with one replaced or added: a planner replaces its own scope's plan. */
export function withPlan(item: Item, plan: Plan): Plan[] {
  const isSame = ({ scope }: Plan): boolean =>
    scope.strategy === plan.scope.strategy &&
    scope.market === plan.scope.market &&
    scope.symbol === plan.scope.symbol;
  return [...(item.plans ?? []).filter((other) => !isSame(other)), plan];
}
