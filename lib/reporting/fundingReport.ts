import { z } from 'zod';
import { profitOf } from '../accounting/profit';
import type { FundingRecord, IntentRecord } from '../journal/port';
import { Decimal, decimal } from '../model/decimal';
import type { Fill } from '../model/order';
import { decimalTextSchema, epochMsSchema } from '../model/terms';

export const fundingReportSchema = z.object({
  version: z.literal(1),
  at: epochMsSchema,
  fundings: z.number().int().nonnegative(),
  fundingQuote: decimalTextSchema,
  feesQuote: decimalTextSchema,
  /** Fees in assets that are neither base nor quote, not valued here. */
  otherFees: z.record(z.string(), decimalTextSchema),
  realizedPnlQuote: decimalTextSchema,
  unrealizedPnlQuote: decimalTextSchema,
  /** Realised + unrealised + funding - fees. */
  netQuote: decimalTextSchema,
  fills: z.number().int().nonnegative(),
  roundTrips: z.number().int().nonnegative(),
  hedges: z.number().int().nonnegative(),
  openOrders: z.number().int().nonnegative(),
  equityQuote: decimalTextSchema,
});
export type FundingReport = z.infer<typeof fundingReportSchema>;

export interface FundingReportInputs {
  at: number;
  spotFills: readonly Fill[];
  futuresFills: readonly Fill[];
  spotPrice: string;
  markPrice: string;
  assets: { baseAsset: string; quoteAsset: string };
  funding: readonly FundingRecord[];
  intents: readonly IntentRecord[];
  openOrders: number;
  equityQuote: string;
}

/** Funding, fees and profit of both legs since the journal began, at 8 places, half to even. */
export function fundingReport(inputs: FundingReportInputs): FundingReport {
  const spot = profitOf(inputs.spotFills, inputs.assets, decimal(inputs.spotPrice));
  const futures = profitOf(inputs.futuresFills, inputs.assets, decimal(inputs.markPrice));
  const funding = Decimal.sum(inputs.funding.map((payment) => decimal(payment.amountQuote)));
  const fees = spot.feesQuote.plus(futures.feesQuote);
  const realized = spot.realizedPnlQuote.plus(futures.realizedPnlQuote);
  const unrealized = spot.unrealizedPnlQuote.plus(futures.unrealizedPnlQuote);
  const text = (amount: Decimal): string => amount.roundedHalfEven(8).toString();
  const otherFees = new Map<string, Decimal>();
  for (const [asset, amount] of [...spot.otherFees, ...futures.otherFees]) {
    otherFees.set(asset, (otherFees.get(asset) ?? Decimal.zero).plus(amount));
  }
  return {
    version: 1,
    at: inputs.at,
    fundings: inputs.funding.length,
    fundingQuote: text(funding),
    feesQuote: text(fees),
    otherFees: Object.fromEntries([...otherFees].map(([asset, amount]) => [asset, text(amount)])),
    realizedPnlQuote: text(realized),
    unrealizedPnlQuote: text(unrealized),
    netQuote: text(realized.plus(unrealized).plus(funding).minus(fees)),
    fills: spot.fills + futures.fills,
    roundTrips: countRoundTrips(inputs.intents),
    hedges: inputs.intents.filter(
      (intent) => intent.purpose === 'hedge' && decimal(intent.filledQuantity).isPositive(),
    ).length,
    openOrders: inputs.openOrders,
    equityQuote: inputs.equityQuote,
  };
}

/** A round trip is a cell's sale that filled whole: what was bought below was sold above. */
export function countRoundTrips(intents: readonly IntentRecord[]): number {
  return intents.filter(
    (intent) =>
      intent.purpose === 'gridExit' &&
      !decimal(intent.filledQuantity).isBelow(decimal(intent.quantity)),
  ).length;
}
