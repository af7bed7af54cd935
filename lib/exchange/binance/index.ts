export { type BinanceExchange, createBinanceExchange } from './gateway';
export type { Venue } from './hosts';
export type { BudgetUse } from './limits/book';
export { MemoryBudgets } from './limits/memoryStore';
export { LIMIT_PRESETS, type LimitPreset } from './limits/tables';
export type { BinanceExchangeOptions, BinanceLogEvent } from './options';
export type { GatewayOptions } from './gateway';
export type { AccountWideOutcome } from './accountWide';
