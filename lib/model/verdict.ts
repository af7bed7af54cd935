import { z } from 'zod';

/** Why we refuse: the closed list of codes, each with one plain sentence for the documentation. */
export const DENIAL_CODES = {
  KILL_SWITCH: 'The kill switch is engaged; only reductions and hedges are carried out.',
  PAUSED: 'The account is paused; only reductions and hedges are carried out.',
  BREAKER: 'A breaker has latched; only reductions and hedges are carried out.',
  PLAN_STALE: 'Inventory or position changed after the plan was made, through something else.',
  PLAN_INVALID: 'The plan does not have the expected shape or names another account.',
  DATA_MISSING: 'Data that the decision needs is missing or too old.',
  DATA_STALE: 'Market or account data is too old.',
  CLOCK: 'The clocks differ too much, or data was observed in the future.',
  ENVIRONMENT: 'The workflow may not increase in this environment.',
  NOT_ARMED: 'No person armed this workflow for live trading.',
  DRAWDOWN: 'The equity fell too far below its peak; a person resets the brake.',
  INSTRUMENT_RULE: 'The order breaks a trading rule of the instrument.',
  INSUFFICIENT_BALANCE:
    'The free balance, less what is already reserved, does not cover the order.',
  INSUFFICIENT_MARGIN: 'The futures wallet does not cover the initial margin of the hedge.',
  MAX_OPEN_ORDERS: 'The instrument or the settings allow no further open order.',
  MAX_LEVERAGE: 'The futures position would exceed the leverage allowed.',
  MAX_EXPOSURE: 'Inventory plus resting buys would exceed the exposure allowed.',
  MAX_ASSET_EXPOSURE: 'All symbols of the base asset together would exceed the exposure allowed.',
  MAX_TOTAL_EXPOSURE: 'All assets together would exceed the exposure allowed.',
  CORRELATED_EXPOSURE: 'Assets that move together would exceed the exposure allowed.',
  LIQUIDITY: 'The order is too large for what rests near the price.',
  PRICE_SANITY: 'Mark, book and limit price do not fit together.',
  FREE_MARGIN: 'The order would leave too little of the margin balance free.',
  MARGIN_RATIO: 'Too much of the margin balance is maintenance margin.',
  LIQUIDATION_DISTANCE: 'A position is too near to its liquidation.',
  APPROVAL_MISSING: 'No approval of these plans by this workflow is in the journal.',
  APPROVAL_EXPIRED: 'The approval is too old.',
  APPROVAL_REVOKED: 'The approval was revoked by a latch.',
  PLAN_CHANGED: 'The plans on the item are not the ones that were approved.',
  LEASE_LOST: 'Another execution took over this account and base asset.',
  INTENT_COVERED: 'Other orders of the same intent may still fill what is wanted.',
  CONTRACT_IN_USE: 'The futures contract already carries a hedge or another trade.',
  CIRCUIT_OPEN: 'The exchange refused this order repeatedly; it is tried once a minute.',
  LEVEL_PAUSED: 'A post-only order would have taken liquidity too often; its level rests.',
  UNPROTECTED: 'A trade may only be entered with a stop that can rest.',
  SAFE_MODE: 'After such a drawdown a trade is entered only on a conviction above 0.8.',
  JOURNAL_FULL: 'The disk is full: only orders that protect are still sent.',
  KEY_MAY_WITHDRAW: 'The key may withdraw money, which trading never needs.',
  ACCOUNT_CANNOT_TRADE: 'The exchange does not let this account or key trade.',
  POSITION_MODE: 'The position mode of the account is not the one that was chosen.',
  HEDGE_BAND_UNREACHABLE:
    'Within 5 % of equity the levels of the hedge band would be too small to trade.',
  SPACING_BELOW_FEES: "The spacing that the user fixed is below the grid's own fees.",
  EDGE_UNPROVEN: 'The plan requires an expected edge, and the figures do not show one.',
  FENCED: 'The account was flattened after this run began.',
} as const;
export type DenialCode = keyof typeof DENIAL_CODES;
const codes = Object.keys(DENIAL_CODES);
export const denialCodeSchema = z.custom<DenialCode>(
  (value) => typeof value === 'string' && codes.includes(value),
  'a denial code',
);

export const denialSchema = z.object({
  ok: z.literal(false),
  code: denialCodeSchema,
  message: z.string(),
  limit: z.string().optional(),
  actual: z.string().optional(),
  intentId: z.string().optional(),
});
export type Denial = z.infer<typeof denialSchema>;

/** The outcome of a check: fine, or denied with code and figures. */
export type Verdict = { ok: true } | Denial;

export const ALLOWED: Verdict = { ok: true };

/** Builds a denial; `limit` and `actual` are figures as text. */
export function denied(
  code: DenialCode,
  message: string,
  figures: { limit?: string; actual?: string; intentId?: string } = {},
): Denial {
  return { ok: false, code, message, ...figures };
}
