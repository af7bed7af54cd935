import type { Exchange } from '../exchange/port';
import type { Journal } from '../journal/port';
import { decimal } from '../model/decimal';
import { isBalanceDoubted, reconcileBalances } from './balances';
import { markReason, tradeListReason } from './decideReads';
import { bookTradeList, lookForHistory } from './fills';
import { reconcileFunding } from './funding';
import { lookAtHedge } from './hedge';
import {
  foreignChanges,
  holdingsOf,
  lookAtHoldings,
  lookForUnknownContracts,
  rememberForeign,
} from './holdings';
import { reconcileOrders } from './orders';
import {
  type AccountReads,
  instrumentKey,
  instrumentsOf,
  onContract,
  type PassDeps,
  type SymbolPass,
} from './pass';
import { reconcileProtection } from './protection';
import type { Sightings } from './sightings';

/**
 * Makes the journal agree with the exchange, for all symbols of a pass with shared reads of the
 * account, in the order in which facts depend on each other: unknown outcomes and open orders, own
 * fills, then the account, what it shows to be foreign, funding, hedge and protection. A query that
 * fails leaves its part as it was: unknown, never empty. A second pass changes nothing.
 *
 * Answers the reads of the account, which are younger than every fill that was booked. Throws where
 * the account cannot be read, and HaltError.
 */
export async function reconcile(
  passes: readonly SymbolPass[],
  deps: PassDeps,
): Promise<AccountReads> {
  const held = passes.filter((pass) => keeps(pass));
  for (const pass of held) {
    for (const instrument of instrumentsOf(pass)) {
      const subject = instrument.market === 'spot' ? pass : onContract(pass, instrument);
      await pass.sightings.guarded(`${instrument.symbol}/${instrument.market}/orders`, () =>
        reconcileOrders(instrument, subject, deps),
      );
    }
  }
  const first = await readAccount(deps);
  const lists = new Map<SymbolPass, ListedInstruments>();
  for (const pass of held.filter(keeps)) lists.set(pass, await bookWhatIsListed(pass, first, deps));
  const hasBooked = [...lists.values()].some(({ explained }) => explained.length > 0);
  // Holdings are only compared with books that are not younger than they are.
  const account = hasBooked ? await readAccount(deps) : first;
  const known = new Set(passes.flatMap((pass) => instrumentsOf(pass).map(({ symbol }) => symbol)));
  for (const [index, pass] of held.filter(keeps).entries()) {
    const { symbol, sightings } = pass;
    sightings.checked('BUSY', `${symbol}/lease`);
    await sightings.guarded(`${symbol}/holdings`, () => {
      const holdings = holdingsOf(pass, account, deps.journal);
      lookAtHoldings(holdings, account, pass, deps);
      rememberForeign(holdings, lists.get(pass) ?? nothingRead(pass), deps);
      if (index === 0) lookForUnknownContracts(account, known, pass, deps);
    });
    for (const contract of [pass.instruments.usdm, ...pass.earlierContracts]) {
      await sightings.guarded(`${contract.symbol}/usdm/funding`, () =>
        reconcileFunding(onContract(pass, contract), deps),
      );
    }
    const hedged = onContract(pass, pass.instruments.usdm);
    await sightings.guarded(`${hedged.symbol}/usdm/protection`, () =>
      reconcileProtection(hedged, deps),
    );
    await sightings.guarded(`${hedged.symbol}/usdm/hedge`, () => lookAtHedge(hedged, deps));
  }
  const finished = held.filter(keeps);
  const [leading] = finished;
  if (leading && finished.length === passes.length) {
    await leading.sightings.guarded('account/balances', () =>
      reconcileBalances(finished, account, deps),
    );
  }
  return account;
}

/** Instruments (their keys) by what reading their trade lists brought. */
interface ListedInstruments {
  /** There was a reason to read, and fills were left for the next pass. */
  unread: string[];
  /** Fills were booked. */
  explained: string[];
}

function nothingRead(pass: SymbolPass): ListedInstruments {
  return { unread: instrumentsOf(pass).map(instrumentKey), explained: [] };
}

/** Whether the pass may go on with a symbol: what another execution works on, and
 * what cannot be read, is left alone. */
function keeps({ symbol, sightings, keepLease }: SymbolPass): boolean {
  if (sightings.broken !== null) return false;
  if (keepLease()) return true;
  tellBusy(symbol, sightings);
  return false;
}

/** Tells that another execution works on the symbol's base asset. */
export function tellBusy(symbol: string, sightings: Sightings): void {
  sightings.condition('BUSY', {
    subject: `${symbol}/lease`,
    message: `another execution works on the base asset of ${symbol}`,
    repair: 'left for the next pass',
  });
}

/** The account as it is: three requests, however many symbols. */
export async function readAccount({ exchange }: Pick<PassDeps, 'exchange'>): Promise<AccountReads> {
  const [spot, futures] = await Promise.all([exchange.spotAccount(), exchange.futuresAccount()]);
  return { spot, futures };
}

/**
 * The mark price of a symbol's contract: from its position, else asked for where inventory has to be valued.
 * "0" where there is nothing to value.
 */
export async function readMark(
  { instruments }: Pick<SymbolPass, 'instruments'>,
  { futures }: AccountReads,
  { exchange, journal }: { exchange: Pick<Exchange, 'mark'>; journal: Journal },
): Promise<string> {
  const { symbol } = instruments.usdm;
  const position = futures.positions.find((each) => each.symbol === symbol);
  const inventory = decimal(journal.ownQuantity('spot', instruments.spot.baseAsset));
  const positionMark = position?.markPrice ?? null;
  if (markReason({ inventory, positionMark }) === null) return positionMark ?? '0';
  return (await exchange.mark(symbol)).markPrice;
}

/** Reads the trade lists that there is a reason for. */
async function bookWhatIsListed(
  pass: SymbolPass,
  account: AccountReads,
  deps: PassDeps,
): Promise<ListedInstruments> {
  const { journal, hostNow } = deps;
  const { symbol, isFull, sightings } = pass;
  const listed: ListedInstruments = { unread: [], explained: [] };
  const changed: string[] = [];
  const isCompared = await sightings.guarded(`${symbol}/comparison`, () => {
    changed.push(...foreignChanges(holdingsOf(pass, account, journal), journal, hostNow()));
  });
  if (!isCompared) return nothingRead(pass);
  for (const instrument of instrumentsOf(pass)) {
    const { market, symbol: listedSymbol } = instrument;
    const key = instrumentKey(instrument);
    const reason = tradeListReason({
      isFull,
      unbookedOrders: journal.unbookedOrders(market, listedSymbol).length,
      foreignChanged: changed.includes(key) || isBalanceDoubted(market, deps),
    });
    const isRead = await sightings.guarded(`${listedSymbol}/${market}/fills`, async () => {
      if (reason !== null) {
        const { own, foreign, isWhole } = await bookTradeList(instrument, pass, deps);
        if (own + foreign > 0) listed.explained.push(key);
        if (!isWhole) listed.unread.push(key);
      }
      lookForHistory(instrument, pass, deps);
    });
    if (!isRead) listed.unread.push(key);
  }
  return listed;
}
