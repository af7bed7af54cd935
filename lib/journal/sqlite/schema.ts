import type { Generated } from 'kysely';
import type { ConvictionRow } from './convictions';
import type { FindingRow } from './findings';

/** The tables as Kysely sees them. Quantities and money are decimal text, times epoch ms. */
export interface Tables {
  app_state: { key: string; value: string; at: number };
  instruments: { market: string; symbol: string; body: string; saved_at: number };
  candles: {
    market: string;
    symbol: string;
    interval: string;
    open_at: number;
    close_at: number;
    open: number;
    high: number;
    low: number;
    close: number;
    volume: number;
  };
  candle_gaps: {
    market: string;
    symbol: string;
    interval: string;
    from_at: number;
    to_at: number;
    noticed_at: number;
  };
  funding_rates: {
    symbol: string;
    settled_at: number;
    rate_fraction: string;
    mark_price: string;
  };
  funding_coverage: {
    symbol: string;
    from_at: number;
    to_at: number;
    next_at: number;
    due_at: number;
  };
  funding_terms: {
    symbol: string;
    interval_hours: number;
    cap_fraction: string;
    floor_fraction: string;
    read_at: number;
  };
  regimes: {
    symbol: string;
    interval: string;
    closed_at: number;
    label: string;
    body: string;
    at: number;
  };
  plans: {
    id: Generated<number>;
    scope: string;
    /** Hash of what the plan wants, without when it was made. */
    content_hash: string;
    journal_revision: number;
    body: string;
    at: number;
  };
  grids: {
    strategy: string;
    symbol: string;
    number: number;
    body: string;
    accepted_at: number;
    closed_at: number | null;
  };
  intents: {
    number: Generated<number>;
    id: string;
    strategy: string;
    market: string;
    symbol: string;
    base_asset: string;
    leg: string;
    generation: number;
    purpose: string;
    effect: string;
    side: string;
    grid_number: number | null;
    quantity: string;
    filled_quantity: string;
    net_base: string;
    net_quote: string;
    created_at: number;
  };
  orders: {
    client_order_id: string;
    intent_id: string;
    attempt: number;
    market: string;
    symbol: string;
    side: string;
    instruction: string;
    quantity: string;
    filled_quantity: string;
    /** The part of filled_quantity whose fills are booked. */
    booked_quantity: string;
    reduce_only: number;
    state: string;
    exchange_order_id: string | null;
    acknowledged: number;
    resends: number;
    sent_at: number | null;
    updated_at: number;
    position_side: string | null;
    /** The order that a triggered conditional order became. */
    child_order_id: string | null;
    approval_id: string | null;
    /** Why it was written; its events begin when it is sent. */
    plan_reason: string;
  };
  order_events: {
    id: Generated<number>;
    client_order_id: string;
    from_state: string | null;
    to_state: string;
    cause: string;
    context: string;
    at: number;
  };
  fills: {
    sequence: Generated<number>;
    market: string;
    symbol: string;
    base_asset: string;
    quote_asset: string;
    trade_id: string;
    exchange_order_id: string;
    intent_id: string | null;
    side: string;
    price: string;
    quantity: string;
    quote_quantity: string;
    fee_amount: string;
    fee_asset: string;
    realized_pnl_quote: string | null;
    maker: number;
    filled_at: number;
    booked_at: number;
  };
  positions: { symbol: string; quantity: string; entry_price: string; at: number };
  /** Running sums of own fills, kept with each booking: inventory (spot) and position (usdm). */
  own_quantities: { market: string; base_asset: string; quantity: string };
  trade_positions: { strategy: string; symbol: string; base_asset: string; quantity: string };
  circuits: { key: string; refusals: number; last_code: number; last_refused_at: number };
  findings: FindingRow;
  convictions: ConvictionRow;
  approvals: {
    id: string;
    plans_hash: string;
    workflow: string;
    status: string;
    created_at: number;
    expires_at: number;
    result: string | null;
  };
  reservations: {
    id: Generated<number>;
    approval_id: string;
    scope: string;
    market: string;
    symbol: string;
    amount_quote: string;
    expires_at: number;
    orders: number;
  };
  breakers: {
    name: string;
    symbol: string;
    reason: string;
    effect: string;
    engaged_at: number;
    /** Exchange time; null: until a person resets it. */
    until_at: number | null;
  };
  symbol_marks: { symbol: string; base_asset: string; mark_price: string; at: number };
  depth_samples: { symbol: string; at: number; depth_quote: number };
  armings: { instance: string; workflow: string; armed_at: number };
  latches: { name: string; reason: string; engaged_at: number };
  leases: { name: string; holder: string; token: number; expires_at: number };
  funding_payments: {
    transaction_id: string;
    symbol: string;
    amount_quote: string;
    asset: string;
    paid_at: number;
  };
  /** What the account held when the books were opened. */
  opening_balances: { wallet: string; asset: string; free: string; locked: string };
  /** Running sums by wallet, symbol and owner, of all time (span 0), each day and each hour. */
  book_sums: {
    wallet: string;
    symbol: string;
    owner: string;
    span_ms: number;
    start_at: number;
    /** JSON: decimal text by figure. */
    body: string;
  };
  /** What is held in one place where lots are matched, and what it cost. */
  holdings: { holding: string; symbol: string; quantity: string; cost_quote: string };
  lots: {
    /** Sequence of the fill that opened it. */
    id: number;
    holding: string;
    symbol: string;
    quantity: string;
    opened_quantity: string;
    price: string;
    opened_at: number;
    closed_at: number | null;
  };
  lot_closings: {
    lot_id: number;
    sequence: number;
    quantity: string;
    price: string;
    realized_pnl_quote: string;
    at: number;
  };
  /** Own fills whose fee is in another asset, with that asset's price once it is known. */
  fee_values: { sequence: number; price_quote: string | null };
  transfers: {
    key: string;
    type: string;
    amount: string;
    asset: string;
    at: number;
  };
  /** What a funding payment should have been. */
  funding_checks: {
    transaction_id: string;
    symbol: string;
    paid_at: number;
    amount_quote: string;
    position: string;
    mark_price: string;
    rate_fraction: string;
    interval_ms: number;
    expected_quote: string;
  };
  equity_snapshots: { at: number; equity_quote: string; body: string };
  errors: { id: Generated<number>; place: string; code: string; message: string; at: number };
  system_events: { id: Generated<number>; kind: string; body: string; at: number };
}
