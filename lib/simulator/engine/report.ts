import { absolute, formatFixed, larger, multiply, toNumber, UNIT } from './decimal';
import { protectedQuantity } from './algo';
import { existingLegs, netAmount, unrealizedProfit } from './position';
import type { MarketView } from './market-view';
import type { Account, AccountState } from './model';
import { openOrders, tallyOf } from './model';
import { isMoney, MARGIN_ASSETS, spotRules } from './symbols';
import { walletOf } from './usdm-wallets';

/** Free and locked amount of an asset. */
function held(account: Account, asset: string): bigint {
  const balance = account.spot[asset];
  return balance === undefined ? 0n : balance.free + balance.locked;
}

/** The base asset of a market. */
function baseOf(symbol: string): string {
  return spotRules(symbol)?.baseAsset ?? '';
}

/** True for the first listed market of a base asset, at whose mark price the asset held is valued and shown. */
export function leadsItsBase(view: MarketView, symbol: string): boolean {
  const base = baseOf(symbol);
  return view.symbols.find((other) => baseOf(other) === base) === symbol;
}

/** The listed markets by base asset, each group led by the first; money itself has none. */
function marketsByBase(view: MarketView): { leader: string; base: string; symbols: string[] }[] {
  const groups = new Map<string, { leader: string; base: string; symbols: string[] }>();
  for (const symbol of view.symbols) {
    const base = baseOf(symbol);
    if (isMoney(base)) continue;
    const key = base === '' ? symbol : base;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { leader: symbol, base, symbols: [symbol] });
    else group.symbols.push(symbol);
  }
  return [...groups.values()];
}

/** A sum in 1e-16 units as one in 1e-8 units, rounded half to even. */
function halfEven(sum: bigint): bigint {
  const cut = sum / UNIT;
  const rest = absolute(sum % UNIT) * 2n;
  const isUp = rest > UNIT || (rest === UNIT && cut % 2n !== 0n);
  return isUp ? cut + (sum < 0n ? -1n : 1n) : cut;
}

/**
 * Equity in USDT: spot quote + spot base at mark + futures wallets with unrealised profit at mark, as the routes tell
 * it, one USDC being one USDT.
 * The value of base is no figure of the exchange's own: the whole is summed exactly and rounded once, half to even.
 */
export function equityOf(account: Account, view: MarketView): bigint {
  let equity = 0n;
  for (const asset of MARGIN_ASSETS) equity += held(account, asset) + walletOf(account, asset);
  let value = 0n;
  for (const { leader, base, symbols } of marketsByBase(view)) {
    const coins = held(account, base);
    // A price is only asked for where there is something to be worth it.
    if (coins !== 0n) value += coins * view.mark(leader);
    for (const symbol of symbols) {
      for (const leg of existingLegs(account, symbol)) {
        if (leg.amount !== 0n) equity += unrealizedProfit(leg, view.mark(symbol));
      }
    }
  }
  return halfEven(equity * UNIT + value);
}

/**
 * Takes the sample that opens an advance of `durationMs`, before time moves: the largest |delta| as a fraction of equity,
 * of a base asset's markets together, and the time during which futures not offset by spot base exceed both the resting conditional orders that would close
 * them and 5 % of equity.
 */
export function sample(state: AccountState, view: MarketView, durationMs: number): void {
  const { account } = state;
  const equity = equityOf(account, view);
  let unprotected = false;
  let moved = false;
  for (const { leader, base: asset, symbols } of marketsByBase(view)) {
    const base = held(account, asset);
    const futures = symbols.reduce((sum, symbol) => sum + netAmount(account, symbol), 0n);
    if (base === 0n && futures === 0n) continue;
    const mark = view.mark(leader);
    const delta = multiply(absolute(base + futures), mark);
    const fraction = equity > 0n ? toNumber(delta) / toNumber(equity) : 0;
    const tally = tallyOf(account, leader);
    tally.maxAbsDeltaFraction = Math.max(tally.maxAbsDeltaFraction, fraction);
    // A short is offset by base held, a long by nothing.
    const bare = futures > 0n ? futures : larger(0n, -futures - base);
    const stops = symbols.reduce((sum, symbol) => sum + protectedQuantity(state, symbol), 0n);
    const open = bare > stops;
    if (open && 20n * multiply(bare, mark) > equity) unprotected = true;
    moved = true;
  }
  if (!moved) return;
  account.tally.samples++;
  if (unprotected) account.tally.unprotectedMs += durationMs;
  state.changes.account = true;
}

/** Figures of one symbol in the report. */
export interface SymbolReport {
  symbol: string;
  lastPrice: string;
  futuresLastPrice: string;
  markPrice: string;
  /** What is held of the base asset, in the row of its first market; 0 in others of the same base. */
  spotBase: string;
  futuresPosition: string;
  openOrders: number;
  ordersPlaced: number;
  ordersCancelled: number;
  fills: number;
  spotFills: number;
  futuresFills: number;
  fundings: number;
  fundingPaymentsQuote: string;
  maxAbsDeltaFraction: number;
}

/** The account's part of `GET /sim/report`; money as decimal strings in USDT. */
export interface AccountReport {
  ordersPlaced: number;
  ordersCancelled: number;
  fills: number;
  fundings: number;
  fundingPaymentsQuote: string;
  maxAbsDeltaFraction: number;
  startEquityQuote: string;
  endEquityQuote: string;
  unprotectedMs: number;
  openOrdersExchange: number;
  duplicateOrders: number;
  symbols: SymbolReport[];
}

/** Reads the report of an account at the view's instant, with rows of the symbols `shown`; changes nothing but empty tallies. */
export function reportOf(
  state: AccountState,
  view: MarketView,
  shown = view.symbols,
): AccountReport {
  const { account } = state;
  const symbols = shown.map((symbol): SymbolReport => {
    const tally = tallyOf(account, symbol);
    return {
      symbol,
      lastPrice: formatFixed(view.last(symbol, 'spot'), 2),
      futuresLastPrice: formatFixed(view.last(symbol, 'usdm'), 2),
      markPrice: formatFixed(view.mark(symbol)),
      spotBase: formatFixed(leadsItsBase(view, symbol) ? held(account, baseOf(symbol)) : 0n),
      futuresPosition: formatFixed(netAmount(account, symbol), 3),
      openOrders:
        openOrders(state, 'spot', symbol).length + openOrders(state, 'usdm', symbol).length,
      ordersPlaced: tally.ordersPlaced,
      ordersCancelled: tally.ordersCancelled,
      fills: tally.spotFills + tally.futuresFills,
      spotFills: tally.spotFills,
      futuresFills: tally.futuresFills,
      fundings: tally.fundings,
      fundingPaymentsQuote: formatFixed(tally.fundingPayments),
      maxAbsDeltaFraction: tally.maxAbsDeltaFraction,
    };
  });
  const total = (pick: (row: SymbolReport) => number): number =>
    symbols.reduce((sum, row) => sum + pick(row), 0);
  const payments = shown.reduce(
    (sum, symbol) => sum + tallyOf(account, symbol).fundingPayments,
    0n,
  );
  return {
    ordersPlaced: total((row) => row.ordersPlaced),
    ordersCancelled: total((row) => row.ordersCancelled),
    fills: total((row) => row.fills),
    fundings: total((row) => row.fundings),
    fundingPaymentsQuote: formatFixed(payments),
    maxAbsDeltaFraction: Math.max(0, ...symbols.map((row) => row.maxAbsDeltaFraction)),
    startEquityQuote: formatFixed(account.tally.startEquity),
    endEquityQuote: formatFixed(equityOf(account, view)),
    unprotectedMs: account.tally.unprotectedMs,
    openOrdersExchange: total((row) => row.openOrders),
    duplicateOrders: account.tally.duplicateOrders,
    symbols,
  };
}
