import { Decimal, decimal } from '../model/decimal';
import { MAXIMUM_DELTA_FRACTION, type GridSettings } from './settings';
import { imbalanceOf, volatilityFactor } from './spacing';

export interface SizeInputs {
  settings: GridSettings;
  /** Quote that the formulas take as theirs. */
  capitalQuote: Decimal;
  equityQuote: Decimal;
  /** Quote that cells which stay already hold or may hold. */
  boundQuote: Decimal;
  /** Cells to be sized below and above the anchor. */
  below: number;
  above: number;
  /** The highest line: no cell is worth more than its quantity there. */
  top: Decimal;
  /** Annualised, a fraction. */
  volatility: number;
  imbalance: number;
  /** Convictions of the sides, 0 to 1. */
  conviction: { buy: number; sell: number };
  quantityStep: Decimal;
}

export interface Sizes {
  /** Base per cell below and above the anchor, on the step; zero means no orders on that side. */
  buy: Decimal;
  sell: Decimal;
  /** True when the hedge's 5 % of equity, and nothing else, decided. */
  isBandLimited: boolean;
  /** Base that the levels of the band may be worth each, whatever the rest says. */
  bandShare: Decimal;
}

/** The base quantity per level that keeps `bandLevels` of them within 5 % of equity, at a price. */
export function bandShareOf(settings: GridSettings, equityQuote: Decimal, price: Decimal): Decimal {
  return equityQuote
    .times(Decimal.fromNumber(MAXIMUM_DELTA_FRACTION, 8))
    .dividedBy(decimal(String(settings.bandLevels)))
    .dividedBy(price);
}

/**
 * How one side's size differs from its equal share:
 * (1 + size_mult C + imb_mult I) / (1 + vol_mult vol_factor), not below zero.
 */
export function sizeFactor(
  settings: GridSettings,
  side: 'BUY' | 'SELL',
  figures: { conviction: number; imbalance: number; volatility: number },
): number {
  const numerator =
    1 +
    settings.sizeMult * figures.conviction +
    settings.imbMult * imbalanceOf(side, figures.imbalance);
  if (numerator <= 0) return 0;
  return numerator / (1 + settings.volMult * volatilityFactor(figures.volatility));
}

/**
 * Quantities per cell: the equal share of what utilization leaves, times the side's factor; in all
 * not more than utilization, and each not more than the hedge's band can carry.
 */
export function gridSizes(inputs: SizeInputs): Sizes {
  const { settings, top, conviction } = inputs;
  const count = decimal(String(inputs.below + inputs.above));
  const budget = Decimal.max(
    inputs.capitalQuote
      .times(Decimal.fromNumber(settings.utilizationFraction, 8))
      .minus(inputs.boundQuote),
    Decimal.zero,
  );
  const share = count.isZero() ? Decimal.zero : budget.dividedBy(count).dividedBy(top);
  const factorOf = (side: 'BUY' | 'SELL', ofSide: number): Decimal =>
    Decimal.fromNumber(sizeFactor(settings, side, { ...inputs, conviction: ofSide }), 8);
  const buyFactor = factorOf('BUY', conviction.buy);
  const sellFactor = factorOf('SELL', conviction.sell);
  // Both sides together stay within the budget: the mean factor may not be above one.
  const sum = buyFactor
    .times(decimal(String(inputs.below)))
    .plus(sellFactor.times(decimal(String(inputs.above))));
  const scaled = (factor: Decimal): Decimal =>
    sum.isAbove(count) ? share.times(factor).times(count).dividedBy(sum) : share.times(factor);
  const bandShare = bandShareOf(settings, inputs.equityQuote, top);
  const most = settings.hedge === 'off' ? null : bandShare;
  const limited = (quantity: Decimal): Decimal =>
    (most === null ? quantity : Decimal.min(quantity, most)).floorTo(inputs.quantityStep);
  const [buy, sell] = [scaled(buyFactor), scaled(sellFactor)];
  return {
    buy: limited(buy),
    sell: limited(sell),
    isBandLimited: most !== null && (buy.isAbove(most) || sell.isAbove(most)),
    bandShare,
  };
}
