import type { Exchange } from '../exchange/port';
import type { Journal, OrderRecord } from '../journal/port';
import type { Clock } from '../model/clock';
import { Decimal, decimal } from '../model/decimal';
import { HaltError } from '../model/errors';
import type { Instrument } from '../model/instrument';
import type { ExecutionResult } from '../model/item';
import type { Scope } from '../model/plan';
import type { Lease } from '../supervision/leases';
import { clearBook } from './clearBook';
import { closeTrade } from './closeTrade';
import { takeLegsDown } from './flattenLegs';
import { note } from './note';
import { Tally } from './tally';

export interface FlattenDeps {
  exchange: Exchange;
  journal: Journal;
  hostNow: Clock;
  /** Waits so many milliseconds. */
  sleep(ms: number): Promise<void>;
  lease: Lease;
  instruments: { spot: Instrument; usdm: Instrument };
  account: string;
}

export interface FlattenSettings {
  /** Quote value of one chunk. */
  chunkQuote: string;
  /** How far a chunk may be paid beyond the best price, percent. */
  slippagePct: number;
  /** Chunks of both legs together, at most. */
  maximumChunks: number;
  /** Leaves inventory and its hedge as they are: only orders and trades go. */
  keepHedgedInventory: boolean;
}

export interface FlattenResult extends ExecutionResult {
  residual: { inventory: string; position: string; trades: string };
}

/**
 * Takes everything of the symbol down: cancels our orders, closes trades reduce-only and then their
 * stops, then sells managed inventory and closes its hedge in alternating chunks, so that delta never leaves its place by more than a chunk, and
 * verifies. Foreign coins, orders and positions are not touched. The caller has latched the kill
 * switch and seized the lease. Pressed twice it acts once: the second finds nothing to do.
 */
export async function flatten(
  settings: FlattenSettings,
  deps: FlattenDeps,
): Promise<FlattenResult> {
  const { journal, hostNow } = deps;
  const { spot, usdm } = deps.instruments;
  const tally = new Tally();
  const isHalted = await clearBook((order) => !isProtective(order), tally, deps)
    .then(() => closeTrades(tally, deps))
    .then(() => clearBook((order) => isProtective(order), tally, deps))
    .then(() => (settings.keepHedgedInventory ? undefined : takeLegsDown(settings, tally, deps)))
    .then(() => verify(tally, deps))
    .then(
      () => false,
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        note(journal, () => journal.recordError('flatten', 'FLATTEN', message, hostNow()));
        tally.notes.push(message);
        return error instanceof HaltError;
      },
    );
  const trades = journal.tradePositions(usdm.symbol).map(({ quantity }) => decimal(quantity));
  const residual = {
    trades: Decimal.sum(trades.map((quantity) => quantity.absolute())).toString(),
    inventory: journal.ownQuantity('spot', spot.baseAsset),
    position: journal.ownQuantity('usdm', usdm.baseAsset),
  };
  note(journal, () => journal.recordEvent('flattened', residual, hostNow()));
  const status = isHalted ? 'halted' : tally.finalStatus();
  return { ...tally.result(status), residual };
}

/** Closes every trade of the symbol; its stops go when it is flat, so that it is never bare. */
async function closeTrades(tally: Tally, deps: FlattenDeps): Promise<void> {
  const { journal, instruments } = deps;
  const { symbol } = instruments.usdm;
  for (const { strategy } of journal.tradePositions(symbol)) {
    const scope: Scope = { account: deps.account, strategy, market: 'usdm', symbol };
    const closing = { ...deps, instrument: instruments.usdm };
    const left = await closeTrade(scope, 'flatten', closing, tally.notes);
    if (!left.isZero()) tally.unprotected += 1;
  }
}

/** Looks at the exchange once more: nothing of ours may rest. */
async function verify(tally: Tally, deps: FlattenDeps): Promise<void> {
  const { journal, exchange, instruments } = deps;
  const prefix = `dg${journal.tag()}-`;
  for (const { market, symbol } of [instruments.spot, instruments.usdm]) {
    const open = await exchange.openOrders(market, symbol);
    const ours = open.filter(({ clientOrderId }) => clientOrderId.startsWith(prefix));
    addResting(ours.length, market, tally);
  }
  // Conditional orders are in a list of their own, which no cancel of ordinary orders touches (B07).
  const conditional = await exchange.openConditionalOrders(instruments.usdm.symbol);
  const ours = conditional.filter(({ clientOrderId }) => clientOrderId.startsWith(prefix));
  addResting(ours.length, 'conditional', tally);
}

function addResting(count: number, what: string, tally: Tally): void {
  if (count === 0) return;
  tally.unknown += count;
  tally.notes.push(`${count} ${what} order(s) of ours still rest: run Flatten again`);
}

function isProtective({ purpose }: OrderRecord): boolean {
  return purpose === 'stop' || purpose === 'target';
}
