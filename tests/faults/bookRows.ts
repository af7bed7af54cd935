import { parseDecimal } from '../../lib/simulator/engine/decimal';

export type MarketName = 'spot' | 'usdm';

/** An order as the journal holds it. */
export interface OrderRow {
  client_order_id: string;
  intent_id: string;
  market: MarketName;
  symbol: string;
  side: string;
  instruction: string;
  attempt: number;
  resends: number;
  exchange_order_id: string | null;
  state: string;
  quantity: string;
  filled_quantity: string;
  booked_quantity: string;
}

/** What is there that is not ours, by market, in units of 1e-8. */
export interface Foreign {
  spot: bigint;
  usdm: bigint;
}

/** Decimal text in units of 1e-8. */
export function units(text: string): bigint {
  const isNegative = text.startsWith('-');
  const absolute = parseDecimal(isNegative ? text.slice(1) : text);
  const value = absolute === undefined || !isNegative ? absolute : -absolute;
  if (value === undefined) throw new Error(`"${text}" is no decimal number`);
  return value;
}
