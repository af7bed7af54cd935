import { z } from 'zod';
import type { FuturesAccount, FuturesPosition, SpotAccount } from '../exchange/port';
import type { Journal } from '../journal/port';
import { Decimal, decimal } from '../model/decimal';
import { decimalTextSchema, type Market } from '../model/terms';
import {
  type AccountReads,
  CONFIRM_MS,
  instrumentKey,
  type PassDeps,
  type SymbolPass,
} from './pass';
import type { Sightings } from './sightings';

const foreignMemorySchema = z.object({
  foreign: decimalTextSchema,
  /** Host time of a change that no fill explained yet; 0: explained. */
  changedAt: z.number(),
});
type ForeignMemory = z.infer<typeof foreignMemorySchema>;

type PositionSideName = FuturesPosition['side'];

/** What is held of one asset or contract side, and what our own fills say of it. */
export interface Holding {
  market: Market;
  /** Of the instrument. */
  symbol: string;
  /** Names it: the asset, or symbol and side. */
  key: string;
  held: Decimal;
  own: Decimal;
}

/** Holdings of one pass: the base asset on spot, and each side of its contracts. Pure. */
export function holdingsOf(
  pass: Pick<SymbolPass, 'instruments' | 'earlierContracts'>,
  { spot, futures }: AccountReads,
  journal: Pick<Journal, 'ownQuantity' | 'holdings'>,
): Holding[] {
  const { baseAsset, symbol } = pass.instruments.spot;
  return [
    {
      market: 'spot',
      symbol,
      key: `spot/${baseAsset}`,
      held: balanceOf(spot, baseAsset),
      own: decimal(journal.ownQuantity('spot', baseAsset)),
    },
    ...[pass.instruments.usdm, ...pass.earlierContracts].flatMap((contract) =>
      positionsOf(contract.symbol, futures, journal),
    ),
  ];
}

function positionsOf(
  symbol: string,
  futures: FuturesAccount,
  journal: Pick<Journal, 'holdings'>,
): Holding[] {
  // By contract: two contracts may carry hedges of one base asset.
  const own = journal
    .holdings(symbol)
    .filter(({ holding }) => !holding.startsWith('inventory/'))
    .map(({ quantity }) => decimal(quantity));
  const sides: PositionSideName[] = futures.oneWayMode ? ['BOTH'] : ['LONG', 'SHORT'];
  return sides.map(
    (side): Holding => ({
      market: 'usdm',
      symbol,
      key: `usdm/${symbol}/${side}`,
      held: positionOf(futures, symbol, side),
      own: Decimal.sum(own.filter((quantity) => isOn(side, quantity))),
    }),
  );
}

/** How long the trade list is read after a change that no fill explains: lists lag behind. */
const LAG_MS = 60_000;

/**
 * Instruments (their keys) on which what is not ours has changed, now or a moment ago without an
 * explanation.
 */
export function foreignChanges(
  holdings: readonly Holding[],
  journal: Pick<Journal, 'remembered'>,
  now: number,
): string[] {
  return holdings
    .filter((holding) => {
      const known = memoryOf(holding, journal);
      return known?.foreign !== foreignPart(holding) || now - known.changedAt < LAG_MS;
    })
    .map(instrumentKey);
}

/**
 * Keeps what is foreign for the next pass. An instrument whose trade list could not be read whole
 * keeps what it had, so that the list is read again; `explained` are those on which fills were
 * booked. Both are keys of instruments.
 */
export function rememberForeign(
  holdings: readonly Holding[],
  listed: { unread: readonly string[]; explained: readonly string[] },
  { journal, hostNow }: Pick<PassDeps, 'journal' | 'hostNow'>,
): void {
  for (const holding of holdings) {
    const instrument = instrumentKey(holding);
    const foreign = foreignPart(holding);
    const known = memoryOf(holding, journal);
    if (listed.unread.includes(instrument) || known?.foreign === foreign) continue;
    const isExplained = known === null || listed.explained.includes(instrument);
    const memory: ForeignMemory = { foreign, changedAt: isExplained ? 0 : hostNow() };
    journal.remember(keyOf(holding), JSON.stringify(memory), hostNow());
  }
}

/** Tells what differs. */
export function lookAtHoldings(
  holdings: readonly Holding[],
  { futures }: AccountReads,
  { symbol, sightings }: SymbolPass,
  { journal, hostNow }: PassDeps,
): void {
  sightings.checked('BALANCE_SHORT', `${symbol}/`);
  sightings.checked('POSITION_DIFFERS', `${symbol}/`);
  for (const holding of holdings) {
    if (holding.market === 'spot') tellShortBalance(holding, symbol, sightings);
    else tellPosition(holding, symbol, sightings);
  }
  const contracts = holdings.filter(({ market }) => market === 'usdm').map((each) => each.symbol);
  for (const contract of new Set(contracts)) savePosition(contract, futures, { journal, hostNow });
}

function savePosition(
  symbol: string,
  futures: FuturesAccount,
  { journal, hostNow }: Pick<PassDeps, 'journal' | 'hostNow'>,
): void {
  const positions = futures.positions.filter((position) => position.symbol === symbol);
  const held = Decimal.sum(positions.map(({ quantity }) => decimal(quantity))).toString();
  // The average price is the exchange's own: our fills may not reach back far enough.
  const entryPrice = positions[0]?.entryPrice ?? '0';
  const value = `${held} at ${entryPrice}`;
  if (journal.remembered(`position/${symbol}`) === value) return;
  journal.savePosition(symbol, held, entryPrice, hostNow());
  journal.remember(`position/${symbol}`, value, hostNow());
}

function tellShortBalance({ held, own, key }: Holding, symbol: string, sightings: Sightings): void {
  if (!held.isBelow(own)) return;
  sightings.condition('BALANCE_SHORT', {
    subject: `${symbol}/${key}`,
    message: `${held.toString()} held, ${own.toString()} managed`,
    repair: 'none: look for a withdrawal or a sale by hand',
    confirmAfterMs: CONFIRM_MS,
  });
}

function tellPosition({ held, own, key }: Holding, symbol: string, sightings: Sightings): void {
  if (held.equals(own)) return;
  sightings.condition('POSITION_DIFFERS', {
    subject: `${symbol}/${key}`,
    message: `position ${held.toString()}, own fills say ${own.toString()}`,
    repair: 'none: the difference is treated as foreign',
    confirmAfterMs: CONFIRM_MS,
  });
}

/** Positions of contracts that no plan and no instrument of the journal names. */
export function lookForUnknownContracts(
  { futures }: AccountReads,
  known: ReadonlySet<string>,
  { sightings }: SymbolPass,
  { journal }: PassDeps,
): void {
  sightings.checked('INSTRUMENT_UNKNOWN', 'account/');
  for (const { symbol, side, quantity } of futures.positions) {
    if (known.has(symbol) || journal.instrument('usdm', symbol)) continue;
    sightings.condition('INSTRUMENT_UNKNOWN', {
      subject: `account/usdm/${symbol}/${side}`,
      message: `a position of ${quantity} ${symbol} that no workflow reconciles`,
      repair: 'none: it is foreign; name the symbol in a workflow if it is not',
      confirmAfterMs: CONFIRM_MS,
    });
  }
}

function balanceOf(spot: SpotAccount, asset: string): Decimal {
  const balance = spot.balances.find((each) => each.asset === asset);
  return balance ? decimal(balance.free).plus(decimal(balance.locked)) : Decimal.zero;
}

function positionOf(futures: FuturesAccount, symbol: string, side: PositionSideName): Decimal {
  const position = futures.positions.find((each) => each.symbol === symbol && each.side === side);
  return decimal(position?.quantity ?? '0');
}

function isOn(side: PositionSideName, quantity: Decimal): boolean {
  if (side === 'BOTH') return true;
  return side === 'LONG' ? quantity.isPositive() : quantity.isNegative();
}

function foreignPart({ held, own }: Holding): string {
  return held.minus(own).toString();
}

function keyOf({ key }: Holding): string {
  return `foreign/${key}`;
}

function memoryOf(holding: Holding, journal: Pick<Journal, 'remembered'>): ForeignMemory | null {
  const stored = journal.remembered(keyOf(holding));
  return stored === null ? null : foreignMemorySchema.parse(JSON.parse(stored));
}
