import type { Exchange } from '../exchange/port';
import type { Journal } from '../journal/port';
import { decimal } from '../model/decimal';
import type { Market } from '../model/terms';
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
import type { AccountReads, PassDeps, SymbolPass } from './pass';
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
    for (const instrument of [pass.instruments.spot, pass.instruments.usdm]) {
      await pass.sightings.guarded(`${pass.symbol}/${instrument.market}/orders`, () =>
        reconcileOrders(instrument, pass, deps),
      );
    }
  }
  const first = await readAccount(deps);
  const lists = new Map<SymbolPass, ListedMarkets>();
  for (const pass of held.filter(keeps)) lists.set(pass, await bookWhatIsListed(pass, first, deps));
  const hasBooked = [...lists.values()].some(({ explained }) => explained.length > 0);
  // Holdings are only compared with books that are not younger than they are.
  const account = hasBooked ? await readAccount(deps) : first;
  const known = new Set(passes.map(({ symbol }) => symbol));
  for (const [index, pass] of held.filter(keeps).entries()) {
    const { symbol, sightings } = pass;
    sightings.checked('BUSY', `${symbol}/lease`);
    await sightings.guarded(`${symbol}/holdings`, () => {
      const holdings = holdingsOf(pass, account, deps.journal);
      lookAtHoldings(holdings, account, pass, deps);
      rememberForeign(holdings, lists.get(pass) ?? NOTHING_READ, deps);
      if (index === 0) lookForUnknownContracts(account, known, pass, deps);
    });
    await sightings.guarded(`${symbol}/usdm/funding`, () => reconcileFunding(pass, deps));
    await sightings.guarded(`${symbol}/usdm/protection`, () => reconcileProtection(pass, deps));
    await sightings.guarded(`${symbol}/usdm/hedge`, () => lookAtHedge(pass, deps));
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

/** Markets by what reading their trade lists brought. */
interface ListedMarkets {
  /** There was a reason to read, and fills were left for the next pass. */
  unread: Market[];
  /** Fills were booked. */
  explained: Market[];
}
const NOTHING_READ: ListedMarkets = { unread: ['spot', 'usdm'], explained: [] };

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
 * The mark price of a symbol: from its position, else asked for where inventory has to be valued.
 * "0" where there is nothing to value.
 */
export async function readMark(
  { symbol, instruments }: Pick<SymbolPass, 'symbol' | 'instruments'>,
  { futures }: AccountReads,
  { exchange, journal }: { exchange: Pick<Exchange, 'mark'>; journal: Journal },
): Promise<string> {
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
): Promise<ListedMarkets> {
  const { journal, hostNow } = deps;
  const { symbol, isFull, sightings, instruments } = pass;
  const listed: ListedMarkets = { unread: [], explained: [] };
  const changed: Market[] = [];
  const isCompared = await sightings.guarded(`${symbol}/comparison`, () => {
    changed.push(...foreignChanges(holdingsOf(pass, account, journal), journal, hostNow()));
  });
  if (!isCompared) return NOTHING_READ;
  for (const instrument of [instruments.spot, instruments.usdm]) {
    const { market } = instrument;
    const reason = tradeListReason({
      isFull,
      unbookedOrders: journal.unbookedOrders(market, symbol).length,
      foreignChanged: changed.includes(market) || isBalanceDoubted(market, deps),
    });
    const isRead = await sightings.guarded(`${symbol}/${market}/fills`, async () => {
      if (reason !== null) {
        const { own, foreign, isWhole } = await bookTradeList(instrument, pass, deps);
        if (own + foreign > 0) listed.explained.push(market);
        if (!isWhole) listed.unread.push(market);
      }
      lookForHistory(instrument, pass, deps);
    });
    if (!isRead) listed.unread.push(market);
  }
  return listed;
}
