import { decimal } from './decimal';

/** Symbol states of reference C1; only TRADING takes new orders. */
export type SpotStatus = 'TRADING' | 'END_OF_DAY' | 'HALT' | 'BREAK' | 'CANCEL_ONLY';

/** Trading rules of one spot symbol, scaled (reference C1). The wire rows are made of them; 0 turns a bound off. */
export interface SpotRules {
  symbol: string;
  status: SpotStatus;
  baseAsset: string;
  quoteAsset: string;
  minPrice: bigint;
  maxPrice: bigint;
  tickSize: bigint;
  minQty: bigint;
  maxQty: bigint;
  stepSize: bigint;
  marketMinQty: bigint;
  marketMaxQty: bigint;
  marketStepSize: bigint;
  /** PERCENT_PRICE_BY_SIDE: a BUY is held to the bid pair, a SELL to the ask pair. */
  bidMultiplierUp: bigint;
  bidMultiplierDown: bigint;
  askMultiplierUp: bigint;
  askMultiplierDown: bigint;
  avgPriceMins: number;
  /** PERCENT_PRICE, on symbols that still have it. */
  percentPrice?: { multiplierUp: bigint; multiplierDown: bigint; avgPriceMins: number };
  /** NOTIONAL. */
  minNotional: bigint;
  applyMinToMarket: boolean;
  maxNotional: bigint;
  applyMaxToMarket: boolean;
  /** MIN_NOTIONAL, on symbols that still have it. */
  legacyMinNotional?: { minNotional: bigint; applyToMarket: boolean; avgPriceMins: number };
  icebergParts: number;
  maxNumOrders: number;
  maxNumOrderLists: number;
  maxNumAlgoOrders: number;
  maxNumIcebergOrders?: number;
  maxNumOrderAmends: number;
  /** MAX_POSITION in base, on symbols that have it. */
  maxPosition?: bigint;
  /** TRAILING_DELTA, basis points. */
  trailingDelta: { minAbove: number; maxAbove: number; minBelow: number; maxBelow: number };
  permissionSets: readonly (readonly string[])[];
}

/** Exchange-level spot filters (reference C1); live `exchangeFilters` is empty. */
export interface SpotExchangeRules {
  maxNumOrders?: number;
  maxNumAlgoOrders?: number;
  maxNumIcebergOrders?: number;
}
export const SPOT_EXCHANGE_RULES: SpotExchangeRules = {};

/** What all listed spot symbols share in the recorded rows of 2026 (reference C1). */
export const SPOT_DEFAULTS = {
  status: 'TRADING',
  marketMinQty: 0n,
  marketStepSize: 0n,
  // Multipliers 5/0.2 were mainnet's before; 2/0.5 is the recorded pair of 2026.
  bidMultiplierUp: decimal('2'),
  bidMultiplierDown: decimal('0.5'),
  askMultiplierUp: decimal('2'),
  askMultiplierDown: decimal('0.5'),
  avgPriceMins: 5,
  minNotional: decimal('5'),
  applyMinToMarket: true,
  maxNotional: decimal('9000000'),
  applyMaxToMarket: false,
  icebergParts: 100,
  maxNumOrders: 200,
  maxNumOrderLists: 20,
  maxNumAlgoOrders: 5,
  maxNumOrderAmends: 10,
  trailingDelta: { minAbove: 10, maxAbove: 2000, minBelow: 10, maxBelow: 2000 },
  permissionSets: [['SPOT']],
} as const satisfies Partial<SpotRules>;

/** Assets contracts are margined in. One USDC is worth one USDT on this exchange. */
export const MARGIN_ASSETS = ['USDT', 'USDC'] as const;
export type MarginAsset = (typeof MARGIN_ASSETS)[number];

/** True for an asset that is worth one USDT and is not itself traded for profit. */
export function isMoney(asset: string): boolean {
  return MARGIN_ASSETS.some((one) => one === asset);
}

/** Trading rules of one USD-M contract, scaled (reference C2). */
export interface UsdmRules {
  symbol: string;
  /** TRADING when absent. */
  status?: 'TRADING' | 'PENDING_TRADING' | 'SETTLING' | 'CLOSE';
  /** POSITION_RISK_CONTROL: the side that may not be opened; NONE when absent. */
  positionControlSide?: 'NONE' | 'LONG' | 'SHORT';
  /** Hours between settlements of funding; 8 when absent (reference H). */
  fundingIntervalHours?: 8 | 4 | 1;
  baseAsset: string;
  /** Asset of its margin, profit, fees and funding, which is its quote asset too. */
  marginAsset: MarginAsset;
  minPrice: bigint;
  maxPrice: bigint;
  tickSize: bigint;
  pricePrecision: number;
  quantityPrecision: number;
  minQty: bigint;
  maxQty: bigint;
  stepSize: bigint;
  marketMaxQty: bigint;
  maxNumOrders: number;
  minNotional: bigint;
  multiplierUp: bigint;
  multiplierDown: bigint;
  liquidationFee: bigint;
}

const USDT_PAIRS: Readonly<Record<string, SpotRules>> = {
  // reference C1, the recorded row of 2026.
  BTCUSDT: {
    ...SPOT_DEFAULTS,
    symbol: 'BTCUSDT',
    baseAsset: 'BTC',
    quoteAsset: 'USDT',
    minPrice: decimal('0.01'),
    maxPrice: decimal('1000000'),
    tickSize: decimal('0.01'),
    minQty: decimal('0.00001'),
    maxQty: decimal('9000'),
    stepSize: decimal('0.00001'),
    marketMaxQty: decimal('141.67845966'),
  },
  // ETHUSDT by reference C1; BNBUSDT and SOLUSDT with the ticks and steps of their recorded markets.
  ETHUSDT: {
    ...SPOT_DEFAULTS,
    symbol: 'ETHUSDT',
    baseAsset: 'ETH',
    quoteAsset: 'USDT',
    minPrice: decimal('0.01'),
    maxPrice: decimal('1000000'),
    tickSize: decimal('0.01'),
    minQty: decimal('0.0001'),
    maxQty: decimal('9000'),
    stepSize: decimal('0.0001'),
    marketMaxQty: decimal('3277'),
  },
  BNBUSDT: {
    ...SPOT_DEFAULTS,
    symbol: 'BNBUSDT',
    baseAsset: 'BNB',
    quoteAsset: 'USDT',
    minPrice: decimal('0.01'),
    maxPrice: decimal('100000'),
    tickSize: decimal('0.01'),
    minQty: decimal('0.001'),
    maxQty: decimal('900000'),
    stepSize: decimal('0.001'),
    marketMaxQty: decimal('2800'),
  },
  SOLUSDT: {
    ...SPOT_DEFAULTS,
    symbol: 'SOLUSDT',
    baseAsset: 'SOL',
    quoteAsset: 'USDT',
    minPrice: decimal('0.01'),
    maxPrice: decimal('10000'),
    tickSize: decimal('0.01'),
    minQty: decimal('0.001'),
    maxQty: decimal('90000'),
    stepSize: decimal('0.001'),
    marketMaxQty: decimal('20000'),
  },
};

const USDT_CONTRACTS: Readonly<Record<string, UsdmRules>> = {
  // reference C2, live row of 2026-09-15.
  BTCUSDT: {
    symbol: 'BTCUSDT',
    fundingIntervalHours: 8,
    baseAsset: 'BTC',
    marginAsset: 'USDT',
    minPrice: decimal('556.80'),
    maxPrice: decimal('4529764'),
    tickSize: decimal('0.10'),
    pricePrecision: 2,
    quantityPrecision: 3,
    minQty: decimal('0.001'),
    maxQty: decimal('1000'),
    stepSize: decimal('0.001'),
    marketMaxQty: decimal('120'),
    maxNumOrders: 200,
    minNotional: decimal('50'),
    multiplierUp: decimal('1.05'),
    multiplierDown: decimal('0.95'),
    liquidationFee: decimal('0.0125'),
  },
  ETHUSDT: {
    symbol: 'ETHUSDT',
    baseAsset: 'ETH',
    marginAsset: 'USDT',
    minPrice: decimal('39.86'),
    maxPrice: decimal('306177'),
    tickSize: decimal('0.01'),
    pricePrecision: 2,
    quantityPrecision: 3,
    minQty: decimal('0.001'),
    maxQty: decimal('10000'),
    stepSize: decimal('0.001'),
    marketMaxQty: decimal('2000'),
    maxNumOrders: 200,
    minNotional: decimal('20'),
    multiplierUp: decimal('1.05'),
    multiplierDown: decimal('0.95'),
    liquidationFee: decimal('0.0125'),
  },
  BNBUSDT: {
    symbol: 'BNBUSDT',
    baseAsset: 'BNB',
    marginAsset: 'USDT',
    minPrice: decimal('6.60'),
    maxPrice: decimal('100000'),
    tickSize: decimal('0.01'),
    pricePrecision: 2,
    quantityPrecision: 2,
    minQty: decimal('0.01'),
    maxQty: decimal('100000'),
    stepSize: decimal('0.01'),
    marketMaxQty: decimal('2000'),
    maxNumOrders: 200,
    minNotional: decimal('5'),
    multiplierUp: decimal('1.05'),
    multiplierDown: decimal('0.95'),
    liquidationFee: decimal('0.015'),
  },
  SOLUSDT: {
    symbol: 'SOLUSDT',
    baseAsset: 'SOL',
    marginAsset: 'USDT',
    minPrice: decimal('0.42'),
    maxPrice: decimal('6857'),
    tickSize: decimal('0.01'),
    pricePrecision: 2,
    quantityPrecision: 2,
    minQty: decimal('0.01'),
    maxQty: decimal('1000000'),
    stepSize: decimal('0.01'),
    marketMaxQty: decimal('5000'),
    maxNumOrders: 200,
    minNotional: decimal('5'),
    multiplierUp: decimal('1.05'),
    multiplierDown: decimal('0.95'),
    liquidationFee: decimal('0.015'),
  },
};

/** What is quoted in USDC too: as the same base in USDT, whose prices it has (no reference states rules of its own). */
const IN_USDC: readonly (readonly [symbol: string, follows: string])[] = [
  ['BTCUSDC', 'BTCUSDT'],
  ['ETHUSDC', 'ETHUSDT'],
];

const SPOT: Readonly<Record<string, SpotRules>> = {
  ...USDT_PAIRS,
  ...inUsdc(USDT_PAIRS, { quoteAsset: 'USDC' }),
  USDCUSDT: {
    ...SPOT_DEFAULTS,
    symbol: 'USDCUSDT',
    baseAsset: 'USDC',
    quoteAsset: 'USDT',
    minPrice: decimal('0.0001'),
    maxPrice: decimal('1000'),
    tickSize: decimal('0.0001'),
    minQty: decimal('1'),
    maxQty: decimal('9000000'),
    stepSize: decimal('1'),
    marketMaxQty: decimal('5000000'),
  },
};

const USDM: Readonly<Record<string, UsdmRules>> = {
  ...USDT_CONTRACTS,
  ...inUsdc(USDT_CONTRACTS, { marginAsset: 'USDC' }),
};

function inUsdc<T extends { symbol: string }>(
  rows: Readonly<Record<string, T>>,
  quoted: Partial<T>,
): Record<string, T> {
  const found: Record<string, T> = {};
  for (const [symbol, follows] of IN_USDC) {
    const rules = rows[follows];
    if (rules !== undefined) found[symbol] = { ...rules, ...quoted, symbol };
  }
  return found;
}

/** The asset a contract is margined in, listed or not. */
export function marginAssetOf(symbol: string): MarginAsset {
  return Object.hasOwn(USDM, symbol) ? (USDM[symbol]?.marginAsset ?? 'USDT') : 'USDT';
}

/** Rules that differ from the tables: filters changed at run time, by symbol. */
export interface RuleChanges {
  spot: Readonly<Record<string, SpotRules>>;
  usdm: Readonly<Record<string, UsdmRules>>;
}

const ALL: readonly string[] = Object.keys(SPOT);
const UNCHANGED: RuleChanges = { spot: {}, usdm: {} };
let inForce = UNCHANGED;

/** The symbols of each market that are listed; those of the exchange whose rules are in force. */
export let SPOT_SYMBOLS: readonly string[] = ALL;
export let USDM_SYMBOLS: readonly string[] = Object.keys(USDM);

/**
 * Puts changed rules in force, and lists only some symbols, until the next call. Whoever works on an exchange's state sets
 * that exchange's first; all such work is synchronous, so exchanges of one process do not meet here.
 */
export function putRulesInForce(
  changes: RuleChanges = UNCHANGED,
  listed: readonly string[] = ALL,
): void {
  inForce = changes;
  SPOT_SYMBOLS = listed;
  // USDCUSDT is a spot pair only.
  USDM_SYMBOLS = listed.filter((symbol) => Object.hasOwn(USDM, symbol));
}

/** Rules of a spot symbol; undefined when it is not listed. */
export function spotRules(symbol: string): SpotRules | undefined {
  if (!Object.hasOwn(SPOT, symbol) || !SPOT_SYMBOLS.includes(symbol)) return undefined;
  return inForce.spot[symbol] ?? SPOT[symbol];
}

/** Rules of a USD-M contract; undefined when it is not listed. */
export function usdmRules(symbol: string): UsdmRules | undefined {
  if (!Object.hasOwn(USDM, symbol) || !USDM_SYMBOLS.includes(symbol)) return undefined;
  return inForce.usdm[symbol] ?? USDM[symbol];
}
