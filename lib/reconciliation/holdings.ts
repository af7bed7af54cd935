import type { FuturesAccount, FuturesPosition, SpotAccount } from '../exchange/port';
import type { Journal } from '../journal/port';
import { Decimal, decimal } from '../model/decimal';
import type { Market } from '../model/terms';
import { type AccountReads, CONFIRM_MS, type PassDeps, type SymbolPass } from './pass';

type PositionSideName = FuturesPosition['side'];

/** What is held of one asset or contract side, and what our own fills say of it. */
export interface Holding {
  market: Market;
  /** Names it: the asset, or symbol and side. */
  key: string;
  held: Decimal;
  own: Decimal;
}

/** Holdings of one symbol: the base asset on spot, and each side of the contract. Pure. */
export function holdingsOf(
  { instruments, symbol }: Pick<SymbolPass, 'instruments' | 'symbol'>,
  { spot, futures }: AccountReads,
  journal: Pick<Journal, 'ownQuantity' | 'tradePositions'>,
): Holding[] {
  const { baseAsset } = instruments.spot;
  const own = [
    decimal(journal.ownQuantity('usdm', instruments.usdm.baseAsset)),
    ...journal.tradePositions(symbol).map(({ quantity }) => decimal(quantity)),
  ];
  const sides: PositionSideName[] = futures.oneWayMode ? ['BOTH'] : ['LONG', 'SHORT'];
  return [
    {
      market: 'spot',
      key: `spot/${baseAsset}`,
      held: balanceOf(spot, baseAsset),
      own: decimal(journal.ownQuantity('spot', baseAsset)),
    },
    ...sides.map(
      (side): Holding => ({
        market: 'usdm',
        key: `usdm/${symbol}/${side}`,
        held: positionOf(futures, symbol, side),
        own: Decimal.sum(own.filter((quantity) => isOn(side, quantity))),
      }),
    ),
  ];
}

/** Markets on which what is not ours has changed since the last pass. */
export function foreignChanges(
  holdings: readonly Holding[],
  journal: Pick<Journal, 'remembered'>,
): Market[] {
  return holdings
    .filter((holding) => journal.remembered(memoryOf(holding)) !== foreignPart(holding))
    .map(({ market }) => market);
}

/** Tells what differs, and keeps what is foreign for the next pass. */
export function lookAtHoldings(
  holdings: readonly Holding[],
  { futures }: AccountReads,
  { symbol, sightings }: SymbolPass,
  { journal, hostNow }: PassDeps,
): void {
  sightings.checked('BALANCE_SHORT', `${symbol}/`);
  sightings.checked('POSITION_DIFFERS', `${symbol}/`);
  for (const holding of holdings) {
    journal.remember(memoryOf(holding), foreignPart(holding), hostNow());
    if (holding.market === 'spot') tellShortBalance(holding);
    else tellPosition(holding);
  }
  const positions = futures.positions.filter((position) => position.symbol === symbol);
  const held = Decimal.sum(positions.map(({ quantity }) => decimal(quantity)));
  // The average price is the exchange's own: our fills may not reach back far enough.
  savePosition(held.toString(), positions[0]?.entryPrice ?? '0');

  function tellShortBalance({ held: balance, own, key }: Holding): void {
    if (!balance.isBelow(own)) return;
    sightings.condition('BALANCE_SHORT', {
      subject: `${symbol}/${key}`,
      message: `${balance.toString()} held, ${own.toString()} managed`,
      repair: 'none: look for a withdrawal or a sale by hand',
      confirmAfterMs: CONFIRM_MS,
    });
  }

  function tellPosition({ held: position, own, key }: Holding): void {
    if (position.equals(own)) return;
    sightings.condition('POSITION_DIFFERS', {
      subject: `${symbol}/${key}`,
      message: `position ${position.toString()}, own fills say ${own.toString()}`,
      repair: 'none: the difference is treated as foreign',
      confirmAfterMs: CONFIRM_MS,
    });
  }

  function savePosition(quantity: string, entryPrice: string): void {
    const value = `${quantity}@${entryPrice}`;
    if (journal.remembered(`position/${symbol}`) === value) return;
    journal.savePosition(symbol, quantity, entryPrice, hostNow());
    journal.remember(`position/${symbol}`, value, hostNow());
  }
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

function memoryOf({ key }: Holding): string {
  return `foreign/${key}`;
}
