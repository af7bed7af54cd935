import { absolute, decimal, divide, multiply, UNIT } from './decimal';

/** One leverage bracket: maintenance margin = notional x ratio - cum, for notionals in (floor, cap]. */
export interface Bracket {
  bracket: number;
  initialLeverage: number;
  notionalFloor: bigint;
  notionalCap: bigint;
  maintMarginRatio: bigint;
  cum: bigint;
}

/** [cap, ratio, highest leverage]; tiers 1 to 6 of 2026-09, above them the ratios of 2024-10 (reference I). */
const BTC_TIERS: readonly (readonly [string, string, number])[] = [
  ['300000', '0.004', 150],
  ['800000', '0.005', 100],
  ['3000000', '0.0065', 75],
  ['12000000', '0.01', 50],
  ['70000000', '0.02', 25],
  ['100000000', '0.025', 20],
  ['230000000', '0.05', 10],
  ['480000000', '0.1', 5],
  ['600000000', '0.125', 4],
  ['800000000', '0.15', 3],
  ['1200000000', '0.25', 2],
  ['1800000000', '0.5', 1],
];

/** Makes the maintenance margin continuous: cum_n = floor_n x (ratio_n - ratio_n-1) + cum_n-1 (reference I). */
function build(tiers: readonly (readonly [string, string, number])[]): readonly Bracket[] {
  const brackets: Bracket[] = [];
  for (const [cap, ratio, initialLeverage] of tiers) {
    const before = brackets.at(-1);
    const floor = before?.notionalCap ?? 0n;
    const maintMarginRatio = decimal(ratio);
    const cum =
      before === undefined
        ? 0n
        : multiply(floor, maintMarginRatio - before.maintMarginRatio) + before.cum;
    brackets.push({
      bracket: brackets.length + 1,
      initialLeverage,
      notionalFloor: floor,
      notionalCap: decimal(cap),
      maintMarginRatio,
      cum,
    });
  }
  return brackets;
}

const BRACKETS: Readonly<Record<string, readonly Bracket[]>> = { BTCUSDT: build(BTC_TIERS) };

/** Brackets of a contract, lowest first. */
export function bracketsOf(symbol: string): readonly Bracket[] {
  return BRACKETS[symbol] ?? [];
}

function bracketAt(symbol: string, notional: bigint): Bracket {
  const brackets = bracketsOf(symbol);
  const found = brackets.find((row) => notional <= row.notionalCap) ?? brackets.at(-1);
  if (found === undefined) throw new Error(`No brackets for ${symbol}`);
  return found;
}

/** Maintenance margin in USDT of a position of `notional` (its sign does not matter), reference I. */
export function maintenanceMargin(symbol: string, notional: bigint): bigint {
  const size = absolute(notional);
  const bracket = bracketAt(symbol, size);
  return multiply(size, bracket.maintMarginRatio) - bracket.cum;
}

/** Highest notional allowed at a leverage: the cap of the last bracket that still offers it. */
export function maxNotionalAt(symbol: string, leverage: number): bigint {
  const fitting = bracketsOf(symbol).filter((row) => row.initialLeverage >= leverage);
  return fitting.at(-1)?.notionalCap ?? 0n;
}

/**
 * Liquidation price of a one-way isolated position: (WB + cum - side x P x EP) / (P x (MMR - side)), with the
 * bracket that holds at the liquidation price itself, found by trying each (reference I). 0 means none.
 */
export function liquidationPrice(
  symbol: string,
  amount: bigint,
  cost: bigint,
  isolatedWallet: bigint,
): bigint {
  if (amount === 0n) return 0n;
  const size = absolute(amount);
  const side = amount > 0n ? UNIT : -UNIT;
  let nearest = 0n;
  for (const bracket of bracketsOf(symbol)) {
    // `cost` already carries the side: side x P x EP.
    const above = isolatedWallet + bracket.cum - cost;
    const below = multiply(size, bracket.maintMarginRatio - side);
    if (below === 0n) continue;
    const price = divide(above, below);
    if (price <= 0n) continue;
    const notional = multiply(size, price);
    if (notional > bracket.notionalFloor && notional <= bracket.notionalCap) return price;
    nearest = price;
  }
  // Only rounding at a bracket's edge, or a notional above the last cap, ends here.
  return nearest;
}
