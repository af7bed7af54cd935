import { maintenanceMarginQuote } from '../accounting/margin';
import { quantiseQuantity } from '../instrument';
import { Decimal, decimal } from '../model/decimal';
import type { Instrument } from '../model/instrument';
import type { MarginBracket } from '../model/margin';
import type { SafePositionSize } from '../model/positionRisk';
import { cappedKellyFraction, KELLY_MINIMUM_TRADES, type TradeRecord } from './kelly';
import { HARD_MAXIMUM_LEVERAGE } from './settings';

export interface SizeQuestion {
  entryPrice: string;
  /** Below the entry for a long position, above it for a short one; never equal. */
  stopPrice: string;
  equityQuote: string;
  availableQuote: string;
  /** Share of the equity that is lost at the stop. */
  riskFraction: number;
  leverage: number;
  /** Null: the Kelly rule is not asked for. */
  kelly: { record: TradeRecord; fractionOfKelly: number; capFraction: number } | null;
  instrument: Instrument;
  brackets: readonly MarginBracket[];
}

type Bound = SafePositionSize['boundBy'];

/**
 * `quantity = risked quote / stop distance`, and no more than leverage and available margin carry;
 * the smallest limit wins. With the margin of that leverage the stop must be met before
 * liquidation, else nothing is offered. Rounded down to the instrument's steps.
 */
export function safePositionSize(question: SizeQuestion): SafePositionSize {
  const { instrument } = question;
  const [entry, stop] = [decimal(question.entryPrice), decimal(question.stopPrice)];
  const equity = decimal(question.equityQuote);
  const distance = entry.minus(stop).absolute();
  const leverage = Decimal.fromNumber(Math.min(question.leverage, HARD_MAXIMUM_LEVERAGE), 8);
  const notes: string[] = [];
  const kelly = kellyOf(question, notes);
  const risked = (fraction: number): Decimal =>
    equity.times(Decimal.fromNumber(fraction, 8)).dividedBy(distance);
  const limits: [Bound, Decimal][] = [
    ['risk', risked(question.riskFraction)],
    ['leverage', equity.times(leverage).dividedBy(entry)],
    ['margin', decimal(question.availableQuote).times(leverage).dividedBy(entry)],
  ];
  if (kelly !== null) limits.push(['kelly', risked(kelly)]);
  const [bound, wanted] = limits.reduce((least, limit) =>
    limit[1].isBelow(least[1]) ? limit : least,
  );
  let boundBy = bound;
  let quantity = onSteps(wanted, instrument);
  const minimum = decimal(instrument.minimumNotionalQuote);
  if (quantity.times(entry).isBelow(minimum) || !quantity.isPositive()) {
    notes.push('The least order of the instrument is larger than what may be risked.');
    [boundBy, quantity] = ['tooSmall', Decimal.zero];
  } else if (!stopsFirst(quantity, entry, distance, leverage, question.brackets)) {
    notes.push('The position would be liquidated before its stop: lower the leverage.');
    [boundBy, quantity] = ['liquidation', Decimal.zero];
  }
  return {
    version: 1,
    side: stop.isBelow(entry) ? 'LONG' : 'SHORT',
    entryPrice: entry.toString(),
    stopPrice: stop.toString(),
    quantity: quantity.toString(),
    notionalQuote: quantity.times(entry).roundedHalfEven(8).toString(),
    riskQuote: quantity.times(distance).roundedHalfEven(8).toString(),
    stopDistancePct: distance.dividedBy(entry).toNumber() * 100,
    boundBy,
    kellyFraction: kelly,
    notes,
  };
}

function kellyOf({ kelly }: SizeQuestion, notes: string[]): number | null {
  if (!kelly) return null;
  const fraction = cappedKellyFraction(kelly.record, kelly);
  if (fraction === null) {
    notes.push(
      `The Kelly rule is off: ${kelly.record.closedTrades} of ${KELLY_MINIMUM_TRADES} closed trades.`,
    );
  }
  return fraction;
}

/** Margin of the entry less the loss at the stop still covers the maintenance margin there. */
function stopsFirst(
  quantity: Decimal,
  entry: Decimal,
  distance: Decimal,
  leverage: Decimal,
  brackets: readonly MarginBracket[],
): boolean {
  const notional = quantity.times(entry);
  const left = notional.dividedBy(leverage).minus(quantity.times(distance));
  // The larger notional of the two ends: a short position grows towards its stop.
  const atStop = quantity.times(entry.plus(distance));
  return left.isAbove(maintenanceMarginQuote(brackets, atStop));
}

/** On the steps, not above the largest order; zero below the smallest one. */
function onSteps(wanted: Decimal, instrument: Instrument): Decimal {
  const capped = Decimal.min(wanted, decimal(instrument.quantity.maximum));
  const floored = quantiseQuantity(instrument, capped, 'LIMIT');
  return floored.isBelow(decimal(instrument.quantity.minimum)) ? Decimal.zero : floored;
}
