import { decimal } from './decimal';

/** Trading rules of one spot symbol, scaled (reference C1). The wire rows are made of them. */
export interface SpotRules {
  symbol: string;
  baseAsset: string;
  quoteAsset: string;
  minPrice: bigint;
  maxPrice: bigint;
  tickSize: bigint;
  minQty: bigint;
  maxQty: bigint;
  stepSize: bigint;
  marketMaxQty: bigint;
  multiplierUp: bigint;
  multiplierDown: bigint;
  avgPriceMins: number;
  minNotional: bigint;
  maxNotional: bigint;
  maxNumOrders: number;
}

/** Trading rules of one USD-M contract, scaled (reference C2). */
export interface UsdmRules {
  symbol: string;
  baseAsset: string;
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

const SPOT: Readonly<Record<string, SpotRules>> = {
  // reference C1, the recorded row of 2026; multipliers 5/0.2 were mainnet's before, 2/0.5 is the stricter pair.
  BTCUSDT: {
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
    multiplierUp: decimal('2'),
    multiplierDown: decimal('0.5'),
    avgPriceMins: 5,
    minNotional: decimal('5'),
    maxNotional: decimal('9000000'),
    maxNumOrders: 200,
  },
};

const USDM: Readonly<Record<string, UsdmRules>> = {
  // reference C2, live row of 2026-09-15.
  BTCUSDT: {
    symbol: 'BTCUSDT',
    baseAsset: 'BTC',
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
};

/** Rules of a spot symbol; undefined when it is not listed. */
export function spotRules(symbol: string): SpotRules | undefined {
  return Object.hasOwn(SPOT, symbol) ? SPOT[symbol] : undefined;
}

/** Rules of a USD-M contract; undefined when it is not listed. */
export function usdmRules(symbol: string): UsdmRules | undefined {
  return Object.hasOwn(USDM, symbol) ? USDM[symbol] : undefined;
}

export const SPOT_SYMBOLS: readonly string[] = Object.keys(SPOT);
export const USDM_SYMBOLS: readonly string[] = Object.keys(USDM);

/** VIP 0 fees, as fractions (reference H): spot maker and taker, USD-M maker and taker. */
export const FEES = {
  spot: { maker: decimal('0.001'), taker: decimal('0.001') },
  usdm: { maker: decimal('0.0002'), taker: decimal('0.0005') },
} as const;
