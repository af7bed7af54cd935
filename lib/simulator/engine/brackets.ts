import { absolute, decimal, multiply } from './decimal';

/** One leverage bracket: maintenance margin = notional x ratio - cum, for notionals in (floor, cap]. */
export interface Bracket {
  bracket: number;
  initialLeverage: number;
  notionalFloor: bigint;
  notionalCap: bigint;
  maintMarginRatio: bigint;
  cum: bigint;
}

type Tier = readonly [cap: string, ratio: string, highestLeverage: number];

/**
 * Tiers 1 to 6 of BTC, ETH and SOL are those of 2026-09 (reference I; the leverage of ETH and SOL follows BTC's by
 * ratio); above them, and for BNB, the tiers of 2024-10, the newest that are published whole.
 */
const TIERS: Readonly<Record<string, readonly Tier[]>> = {
  BTCUSDT: [
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
  ],
  ETHUSDT: [
    ['300000', '0.004', 150],
    ['800000', '0.005', 100],
    ['3000000', '0.0065', 75],
    ['12000000', '0.01', 50],
    ['50000000', '0.02', 25],
    ['65000000', '0.025', 20],
    ['150000000', '0.05', 10],
    ['320000000', '0.1', 5],
    ['400000000', '0.125', 4],
    ['530000000', '0.15', 3],
    ['800000000', '0.25', 2],
    ['1200000000', '0.5', 1],
  ],
  SOLUSDT: [
    ['50000', '0.005', 100],
    ['400000', '0.0065', 75],
    ['1000000', '0.01', 50],
    ['4000000', '0.02', 25],
    ['8000000', '0.025', 20],
    ['40000000', '0.05', 10],
    ['80000000', '0.1', 5],
    ['100000000', '0.125', 4],
    ['200000000', '0.25', 2],
    ['400000000', '0.5', 1],
  ],
  BNBUSDT: [
    ['10000', '0.005', 75],
    ['50000', '0.006', 50],
    ['200000', '0.01', 40],
    ['1500000', '0.02', 25],
    ['3000000', '0.025', 20],
    ['15000000', '0.05', 10],
    ['30000000', '0.1', 5],
    ['37500000', '0.125', 4],
    ['75000000', '0.25', 2],
    ['150000000', '0.5', 1],
  ],
};

/** Makes the maintenance margin continuous: cum_n = floor_n x (ratio_n - ratio_n-1) + cum_n-1 (reference I). */
export function buildBrackets(tiers: readonly Tier[]): readonly Bracket[] {
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

/** Contracts in USDC have the tiers of the same base in USDT (no reference states others). */
const AS_IN_USDT: Readonly<Record<string, string>> = { BTCUSDC: 'BTCUSDT', ETHUSDC: 'ETHUSDT' };

const BRACKETS: Readonly<Record<string, readonly Bracket[]>> = Object.fromEntries(
  Object.entries(TIERS).map(([symbol, tiers]) => [symbol, buildBrackets(tiers)]),
);

/** Brackets of a contract, lowest first; a contract without published ones has SOLUSDT's. */
export function bracketsOf(symbol: string): readonly Bracket[] {
  return BRACKETS[AS_IN_USDT[symbol] ?? symbol] ?? BRACKETS.SOLUSDT ?? [];
}

function bracketAt(symbol: string, notional: bigint): Bracket {
  const brackets = bracketsOf(symbol);
  const found = brackets.find((row) => notional <= row.notionalCap) ?? brackets.at(-1);
  if (found === undefined) throw new Error(`No brackets for ${symbol}`);
  return found;
}

/** Maintenance margin, in the margin asset, of a position of `notional` (its sign does not matter), reference I. */
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
