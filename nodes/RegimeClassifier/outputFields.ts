/** The fields that each operation puts on the item; generated from the output schemas. */
export const OUTPUT_FIELDS: Readonly<Record<string, string>> = {
  classify:
    'symbol; at; environment; account (observedAt, account, spotFreeQuote, spotLockedQuote, managedQuote, futuresWalletQuote, futuresUnrealizedQuote, futuresMarginBalanceQuote, futuresAvailableQuote, futuresWallets, contract, inventory, position, delta, equityQuote, missing); market (observedAt, spotBid, spotAsk, contract, futuresBid, futuresAsk, markPrice, indexPrice, fundingRateFraction, nextFundingAt, imbalance, candles); regime (symbol, interval, label, direction, confidence, candidate, candidateDirection, confirmations, since, reason, features, candleClosedAt, intervals)',
  ensemble:
    'symbol; at; environment; signals.multiTimeframe (status, at, value, composite, trend, momentum, confidence, coverage, consensus, shareUp, shareDown, adjustments, isWeekend, cmeGap, timeframes, absent); signals.ensemble (long, short, bUp, bDown, bNeutral, cUp, cDown, cNeutral, status, at, direction, zScore, adx, strength, percentile, samples, entryPercentile, entriesAllowed, reason)',
  indicators:
    'symbol; at; environment; signals.indicators (at, market, interval, closedAt, close, candleCount, missingCandles, trend, momentum, volatility, volume, missing)',
  multiTimeframe:
    'symbol; at; environment; signals.multiTimeframe (status, at, value, composite, trend, momentum, confidence, coverage, consensus, shareUp, shareDown, adjustments, isWeekend, cmeGap, timeframes, absent); signals.priceLevels (at, price, levels)',
  pressure: 'symbol; at; environment; signals.bookPressure (at, spot, usdm, pressure)',
  route:
    'symbol; at; environment; account (observedAt, account, spotFreeQuote, spotLockedQuote, managedQuote, futuresWalletQuote, futuresUnrealizedQuote, futuresMarginBalanceQuote, futuresAvailableQuote, futuresWallets, contract, inventory, position, delta, equityQuote, missing); market (observedAt, spotBid, spotAsk, contract, futuresBid, futuresAsk, markPrice, indexPrice, fundingRateFraction, nextFundingAt, imbalance, candles); regime (symbol, interval, label, direction, confidence, candidate, candidateDirection, confirmations, since, reason, features, candleClosedAt, intervals); route (label, reason)',
  volatility:
    'symbol; at; environment; signals.volatility (status, reason, symbol, at, components, basket, annualFraction, regime)',
};
