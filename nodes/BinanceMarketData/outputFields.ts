/** The fields that each operation puts on the item; generated from the output schemas. */
export const OUTPUT_FIELDS: Readonly<Record<string, string>> = {
  candles:
    'symbol; at; environment; marketData.candles (list of source, observedAt, reference, wanted, missing, gaps, zeroVolume, rows)',
  dayStatistics:
    'symbol; at; environment; marketData.dayStatistics (market, openAt, closeAt, openPrice, highPrice, lowPrice, lastPrice, changeQuote, changePct, weightedAveragePrice, volumeBase, volumeQuote, tradeCount)',
  dvol: 'symbol; at; environment; marketData.dvol (status, reason, readAt, currency, resolution, points, missing, source, isFallback)',
  fees: 'symbol; at; environment; marketData.fees (observedAt, spot, usdm)',
  funding:
    'symbol; at; environment; marketData.funding (observedAt, predictedRateFraction, nextFundingAt, intervalHours, terms, capFraction, floorFraction, settled)',
  leverageBrackets: 'symbol; at; environment; marketData.leverageBrackets (observedAt, brackets)',
  longShortRatios:
    'symbol; at; environment; marketData.longShort (observedAt, globalAccounts, topAccounts, topPositions)',
  markAndIndex:
    'symbol; at; environment; marketData.markAndIndex (at, markPrice, indexPrice, premiumPct, fundingRateFraction, nextFundingAt)',
  openInterest: 'symbol; at; environment; marketData.openInterest (observedAt, now, history)',
  optionSummary:
    'symbol; at; environment; marketData.options (status, reason, readAt, currency, observedAt, quoteCount, unreadable, expiries, surface, modelFree, quotes, source, isFallback)',
  orderBook:
    'symbol; at; environment; marketData.orderBook (market, observedAt, bestBid, bestAsk, spreadPct, bidDepthQuote, askDepthQuote, imbalance, bids, asks)',
  outsideSeries:
    'symbol; at; environment; marketData.outsideSeries (mvrv, mvrvZScore, exchangeNetflow, whaleNetflow, whaleExchangeRatio, whaleTransactions, fearAndGreed)',
  recentTrades:
    'symbol; at; environment; marketData.recentTrades (market, observedAt, count, from, to, takerBuyBase, takerSellBase, takerBuyFraction, last, rows)',
  snapshot:
    'symbol; at; environment; market (observedAt, spotBid, spotAsk, contract, futuresBid, futuresAsk, markPrice, indexPrice, fundingRateFraction, nextFundingAt, imbalance, candles)',
  takerFlow: 'symbol; at; environment; marketData.takerFlow (observedAt, flow)',
  venueFunding:
    'symbol; at; environment; marketData.venueFunding (status, reason, readAt, reading, other, source, isFallback)',
};
