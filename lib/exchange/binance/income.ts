import { TransientError } from '../../model/errors';
import type { FundingPayment, Transfer } from '../port';
import type { BinanceConnection } from './connection';
import { signed } from './reply';
import { type IncomeRow, incomeSchema } from './schemas/account';

/** Most rows of one answer (reference H). */
const ROWS_OF_A_PAGE = 1_000;
/** 30 weights a page; more than this is not a pass but a history, which has another endpoint. */
const MOST_PAGES = 20;
/** How long one reading answers the other questions of a pass. */
const SHARED_FOR_MS = 10_000;

const FUNDING_TYPES = ['FUNDING_FEE', 'SPECIAL_FUNDING_FEE'] as const;

/** What fills and funding tell themselves; every other row moves the wallet besides (reference H). */
const OWN_RESULTS: ReadonlySet<string> = new Set([
  ...FUNDING_TYPES,
  'REALIZED_PNL',
  'COMMISSION',
  'DELIVERED_SETTELMENT',
]);

interface Reading {
  since: number;
  rows: IncomeRow[];
  readAt: number;
  /** Questions it has answered: whoever asks the same again wants to know what is new. */
  answered: Set<string>;
}

/**
 * The futures wallet's bookings. A request costs 30 of 2,400 weights a minute whatever it asks, so
 * one reading of all types serves the questions of one pass, each of them once.
 */
export class Income {
  private reading: Reading | null = null;

  constructor(private readonly connection: BinanceConnection) {}

  /** See `TradingAccount.fundingPayments`. */
  async fundingPayments(symbol: string, since: number): Promise<FundingPayment[]> {
    const shared = await this.shared(`funding ${symbol}`, since);
    const rows = shared ?? (await this.funding(symbol, since));
    return rows
      .filter((row) => isFunding(row.incomeType) && row.symbol === symbol && row.time >= since)
      .map((row) => ({
        // Ids are unique among rows of one type only.
        transactionId:
          row.incomeType === 'FUNDING_FEE' ? row.tranId : `${row.incomeType}-${row.tranId}`,
        symbol: row.symbol,
        amountQuote: row.income,
        asset: row.asset,
        paidAt: row.time,
      }))
      .slice(0, ROWS_OF_A_PAGE);
  }

  /** See `TradingAccount.transfers`. */
  async transfers(since: number): Promise<Transfer[]> {
    const rows =
      (await this.shared('transfers', since)) ??
      this.remember('transfers', since, await this.pages({ startTime: String(since) }));
    return rows
      .filter((row) => !OWN_RESULTS.has(row.incomeType) && row.time >= since)
      .map((row) => ({
        transactionId: row.tranId === '0' ? madeUpId(row) : row.tranId,
        type: row.incomeType,
        amount: row.income,
        asset: row.asset,
        at: row.time,
      }))
      .slice(0, ROWS_OF_A_PAGE);
  }

  /** The rows of all types, read now or a moment ago; null when they exceed one answer. */
  private async shared(question: string, since: number): Promise<IncomeRow[] | null> {
    const { reading } = this;
    const ageMs = reading === null ? 0 : this.connection.hostNow() - reading.readAt;
    const serves = reading !== null && reading.since <= since && !reading.answered.has(question);
    if (serves && ageMs >= 0 && ageMs < SHARED_FOR_MS) {
      reading.answered.add(question);
      return reading.rows;
    }
    const rows = await this.page({ startTime: String(since) }, 1);
    if (rows.length >= ROWS_OF_A_PAGE) return null;
    return this.remember(question, since, sorted(rows));
  }

  private remember(question: string, since: number, rows: IncomeRow[]): IncomeRow[] {
    const readAt = this.connection.hostNow();
    this.reading = { since, rows, readAt, answered: new Set([question]) };
    return rows;
  }

  private async funding(symbol: string, since: number): Promise<IncomeRow[]> {
    const rows: IncomeRow[] = [];
    for (const incomeType of FUNDING_TYPES) {
      rows.push(...(await this.pages({ symbol, incomeType, startTime: String(since) })));
    }
    return sorted(rows);
  }

  /** All rows; rows that are booked meanwhile move the pages, so each is kept once. */
  private async pages(params: Readonly<Record<string, string>>): Promise<IncomeRow[]> {
    const rows: IncomeRow[] = [];
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const answer = await this.page(params, page);
      rows.push(...answer);
      if (answer.length < ROWS_OF_A_PAGE) return sorted(rows);
    }
    throw new TransientError(
      `fapi/v1/income lists more than ${MOST_PAGES * ROWS_OF_A_PAGE} rows since then.`,
      'Ask for a shorter time.',
    );
  }

  private async page(params: Readonly<Record<string, string>>, page: number): Promise<IncomeRow[]> {
    const request = signed('GET', 'usdm', 'fapi/v1/income', {
      ...params,
      limit: String(ROWS_OF_A_PAGE),
      ...(page === 1 ? {} : { page: String(page) }),
    });
    return this.connection.read(request, incomeSchema);
  }
}

function isFunding(incomeType: string): boolean {
  return FUNDING_TYPES.some((type) => type === incomeType);
}

/** Ascending, each row once. */
function sorted(rows: readonly IncomeRow[]): IncomeRow[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return [...byKey.values()].sort((a, b) => a.time - b.time);
}

function keyOf({ incomeType, tranId, symbol, asset, time, income }: IncomeRow): string {
  return [incomeType, tranId, symbol, asset, time, income].join(' ');
}

/** Transfers may carry the id 0 (reference H). */
function madeUpId({ time, asset, income }: IncomeRow): string {
  return `0-${time}-${asset}-${income}`;
}
