import { valueAt, type JsonObject } from '../n8n/json';
import type { PaperReport } from './PaperExchange';

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '–';
}

function money(text: string): string {
  const value = Number(text);
  return Number.isFinite(value) ? value.toFixed(2) : text;
}

/** One line about a cycle for people: `item` is what the loop carried, `report` the exchange's books. */
export function cycleLine(number: number, item: JsonObject, report: PaperReport): string {
  const market = report.symbols[0];
  const inventory = valueAt(item, 'account', 'inventory') ?? market?.spotBase;
  const hedge = valueAt(item, 'account', 'position') ?? market?.futuresPosition;
  const parts = [
    `#${String(number).padStart(3)}`,
    `${market?.symbol ?? '–'} ${market === undefined ? '–' : money(market.lastPrice)}`,
    `regime ${shown(valueAt(item, 'regime', 'label'))}`,
    `open ${report.openOrdersExchange}`,
    `fills ${report.fills}`,
    `inventory ${shown(inventory)}`,
    `hedge ${shown(hedge)}`,
    `delta ${shown(valueAt(item, 'account', 'delta'))}`,
    `funding ${money(report.fundingPaymentsQuote)}`,
    `equity ${money(report.endEquityQuote)}`,
  ];
  return parts.join(' | ');
}
