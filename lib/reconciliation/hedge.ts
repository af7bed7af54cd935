import { decimal } from '../model/decimal';
import { POSSIBLY_LIVE_STATES } from '../model/order';
import type { PassDeps, SymbolPass } from './pass';

/** A cycle plans the hedge after this pass: what the next pass still sees was not placed. */
const HEDGE_CONFIRM_MS = 30_000;

/** Delta beyond the band of the last plan, with no hedge order on its way. */
export function lookAtHedge(
  { symbol, instruments, earlierContracts, sightings }: SymbolPass,
  { journal }: PassDeps,
): void {
  // Nothing may be planned yet on a contract that was just chosen: the one before says the band.
  const contracts = [...earlierContracts.map((contract) => contract.symbol).reverse(), symbol];
  // The newest: what a strategy that is long gone allowed hides nothing.
  const last = contracts
    .flatMap((contract) => journal.lastPlans('usdm', contract))
    .sort((a, b) => a.madeAt - b.madeAt)
    .flatMap(({ hedge }) => (hedge ? [hedge] : []))
    .at(-1);
  for (const contract of contracts) sightings.checked('HEDGE_MISSING', `${contract}/`);
  if (last === undefined) return;
  const band = decimal(last.band);
  const inventory = decimal(journal.ownQuantity('spot', instruments.spot.baseAsset));
  const position = decimal(journal.ownQuantity('usdm', instruments.usdm.baseAsset));
  const delta = inventory.plus(position);
  if (!delta.absolute().isAbove(band)) return;
  // With Hedge Off only a hedge larger than the inventory is a fault.
  if (last.switch === 'off' && delta.isPositive()) return;
  const isOnItsWay = journal
    .unfinishedOrders('usdm', symbol)
    .some(({ purpose, state }) => purpose === 'hedge' && POSSIBLY_LIVE_STATES.includes(state));
  if (isOnItsWay) return;
  sightings.condition('HEDGE_MISSING', {
    subject: `${symbol}/usdm/hedge`,
    message: `delta ${delta.toString()} is beyond the band of ${band.toString()}: inventory ${inventory.toString()}, hedge ${position.toString()}`,
    repair: 'the next plan of the hedge makes up for it',
    confirmAfterMs: HEDGE_CONFIRM_MS,
  });
}
