import type { Item } from '../model/item';
import { reportLines } from './reportText';

/** One plain-text message about an item: what a trader wants to know at a glance. */
export function alertText(item: Item): string {
  const lines = [`${item.symbol} on ${item.environment}`];
  if (item.market) lines.push(`price ${item.market.spotBid}, mark ${item.market.markPrice}`);
  if (item.regime) lines.push(`regime ${item.regime.label}: ${item.regime.reason}`);
  if (item.account) {
    const { inventory, position, delta, equityQuote } = item.account;
    lines.push(`inventory ${inventory}, hedge ${position}, delta ${delta}, equity ${equityQuote}`);
  }
  // Each difference is told once, however many passes see it.
  for (const finding of (item.findings ?? []).filter(({ isNew }) => isNew)) {
    lines.push(`found ${finding.code}: ${finding.message}`);
  }
  for (const denial of item.risk?.denials ?? []) {
    lines.push(`denied ${denial.code}: ${denial.message}`);
  }
  if (item.execution) {
    const { status, placed, cancelled, filled, rejected, unknown, notes } = item.execution;
    lines.push(
      `execution ${status}: ${placed} placed, ${cancelled} cancelled, ${filled} filled at once, ${rejected} rejected, ${unknown} unknown`,
      ...notes,
    );
    const { residual } = item.execution;
    if (residual) {
      const { inventory, position, trades } = residual;
      lines.push(`left: inventory ${inventory}, hedge ${position}, trades ${trades}`);
    }
  }
  if (item.report) lines.push(...reportLines(item.report));
  return lines.join('\n');
}

/** True when a finding of the item was not told before. */
export function hasNews(item: Item): boolean {
  return (item.findings ?? []).some(({ isNew }) => isNew);
}
