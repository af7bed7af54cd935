import { decimal } from '../model/decimal';
import { markReason, tradeListReason } from './decideReads';
import { bookTradeList, lookForHistory } from './fills';
import { reconcileFunding } from './funding';
import { lookAtHedge } from './hedge';
import { foreignChanges, holdingsOf, lookAtHoldings, lookForUnknownContracts } from './holdings';
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
  let booked = 0;
  for (const pass of held.filter(keeps)) booked += await bookWhatIsListed(pass, first, deps);
  // Holdings are only compared with books that are not younger than they are.
  const account = booked > 0 ? await readAccount(deps) : first;
  const known = new Set(passes.map(({ symbol }) => symbol));
  for (const [index, pass] of held.filter(keeps).entries()) {
    pass.sightings.checked('BUSY', `${pass.symbol}/lease`);
    lookAtHoldings(holdingsOf(pass, account, deps.journal), account, pass, deps);
    if (index === 0) lookForUnknownContracts(account, known, pass, deps);
    await pass.sightings.guarded(`${pass.symbol}/usdm/funding`, () => reconcileFunding(pass, deps));
    await pass.sightings.guarded(`${pass.symbol}/usdm/protection`, () =>
      reconcileProtection(pass, deps),
    );
    lookAtHedge(pass, deps);
  }
  return account;
}

/** Whether the pass may go on with a symbol: what another execution works on is left alone. */
function keeps({ symbol, sightings, keepLease }: SymbolPass): boolean {
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
  { exchange, journal }: Pick<PassDeps, 'exchange' | 'journal'>,
): Promise<string> {
  const position = futures.positions.find((each) => each.symbol === symbol);
  const inventory = decimal(journal.ownQuantity('spot', instruments.spot.baseAsset));
  const positionMark = position?.markPrice ?? null;
  if (markReason({ inventory, positionMark }) === null) return positionMark ?? '0';
  return (await exchange.mark(symbol)).markPrice;
}

/** Reads the trade lists that there is a reason for; answers how many own fills they brought. */
async function bookWhatIsListed(
  pass: SymbolPass,
  account: AccountReads,
  deps: PassDeps,
): Promise<number> {
  const { journal } = deps;
  const { symbol, isFull, sightings } = pass;
  const changed = foreignChanges(holdingsOf(pass, account, journal), journal);
  let own = 0;
  for (const instrument of [pass.instruments.spot, pass.instruments.usdm]) {
    const { market } = instrument;
    const reason = tradeListReason({
      isFull,
      unbookedOrders: journal.unbookedOrders(market, symbol).length,
      foreignChanged: changed.includes(market),
    });
    await sightings.guarded(`${symbol}/${market}/fills`, async () => {
      if (reason !== null) own += (await bookTradeList(instrument, pass, deps)).own;
      lookForHistory(instrument, pass, deps);
    });
  }
  return own;
}
