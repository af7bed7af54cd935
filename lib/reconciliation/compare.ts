import type { OrderReport } from '../model/order';
import type { OrderRecord } from '../journal/port';

export interface OrderComparison {
  /** The journal holds it live, the exchange's list lacks it: ask before concluding anything. */
  missing: OrderRecord[];
  /** Both hold it; the exchange may tell of more. */
  matched: { order: OrderRecord; report: OrderReport }[];
  /** Our prefix, but not in the journal. */
  orphans: OrderReport[];
  foreign: OrderReport[];
}

/**
 * Compares the journal's live orders of one instrument with the exchange's open orders.
 * `prefix` is how this journal's client order ids begin.
 */
export function compareOrders(
  live: readonly OrderRecord[],
  open: readonly OrderReport[],
  prefix: string,
  isKnown: (clientOrderId: string) => boolean,
): OrderComparison {
  const reports = new Map(open.map((report) => [report.clientOrderId, report]));
  const liveIds = new Set(live.map((order) => order.clientOrderId));
  const comparison: OrderComparison = { missing: [], matched: [], orphans: [], foreign: [] };
  for (const order of live) {
    const report = reports.get(order.clientOrderId);
    if (report) comparison.matched.push({ order, report });
    else comparison.missing.push(order);
  }
  for (const report of open) {
    if (liveIds.has(report.clientOrderId)) continue;
    const isOurs = report.clientOrderId.startsWith(prefix) || isKnown(report.clientOrderId);
    (isOurs ? comparison.orphans : comparison.foreign).push(report);
  }
  return comparison;
}
