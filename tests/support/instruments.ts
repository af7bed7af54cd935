import type { Instrument } from '../../lib/model/instrument';

/** BTCUSDT with the filter rows of the exchange (reference C1, C2). */

export const spotBtc: Instrument = {
  market: 'spot',
  symbol: 'BTCUSDT',
  baseAsset: 'BTC',
  quoteAsset: 'USDT',
  trading: true,
  price: { minimum: '0.01', maximum: '1000000', step: '0.01' },
  quantity: { minimum: '0.00001', maximum: '9000', step: '0.00001' },
  marketQuantity: { minimum: '0', maximum: '141.67845966', step: '0' },
  minimumNotionalQuote: '5',
  maximumOpenOrders: 200,
  stepsFromMinimum: false,
  priceBand: { buyLowest: '0.5', buyHighest: '2', sellLowest: '0.5', sellHighest: '2' },
};

export const usdmBtc: Instrument = {
  ...spotBtc,
  market: 'usdm',
  price: { minimum: '556.8', maximum: '4529764', step: '0.1' },
  quantity: { minimum: '0.001', maximum: '1000', step: '0.001' },
  marketQuantity: { minimum: '0.001', maximum: '120', step: '0.001' },
  minimumNotionalQuote: '50',
  stepsFromMinimum: true,
  priceBand: { buyLowest: '0', buyHighest: '1.05', sellLowest: '0.95', sellHighest: '0' },
};

/** Steps that begin at the minimum and are not multiples of it, as only USD-M can have. */
export const oddUsdm: Instrument = {
  ...usdmBtc,
  price: { minimum: '0.05', maximum: '1000000.05', step: '0.3' },
  quantity: { minimum: '0.005', maximum: '1000.005', step: '0.02' },
  marketQuantity: { minimum: '0.005', maximum: '500.005', step: '0.02' },
};
