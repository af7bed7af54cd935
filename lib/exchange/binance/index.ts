export { type BinanceExchange, createBinanceExchange } from './gateway';
export type { BinanceExchangeOptions, BinanceLogEvent } from './options';
