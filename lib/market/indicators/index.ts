export * from './adx';
export * from './atr';
export * from './bollinger';
export * from './candleSeries';
export * from './ema';
export * from './macd';
export * from './rsi';
