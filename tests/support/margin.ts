import { bracketsFrom } from '../../lib/accounting/margin';

/** BTCUSDT's table as of 2026-09 (reference I), tiers 1 to 6. */
export const BTC_BRACKETS = bracketsFrom([
  { capQuote: '300000', rateFraction: '0.004', maximumLeverage: 150 },
  { capQuote: '800000', rateFraction: '0.005', maximumLeverage: 100 },
  { capQuote: '3000000', rateFraction: '0.0065', maximumLeverage: 75 },
  { capQuote: '12000000', rateFraction: '0.01', maximumLeverage: 50 },
  { capQuote: '70000000', rateFraction: '0.02', maximumLeverage: 25 },
  { capQuote: '100000000', rateFraction: '0.025', maximumLeverage: 20 },
]);
