import type { AssembledSeries, SymbolSources } from './assemble';
import { assemble } from './assemble';
import type { CandleRow } from './candle-source';
import { joinRows, sourceOf } from './candle-source';
import { parseDecimal } from '../engine/decimal';
import type { Feed, FeedUnits, SeriesName, SymbolSeries } from './feed';
import { MINUTE_MS } from './feed';
import { unitsOf } from './units';

const HOUR_MS = 3_600_000;
const HISTORY_MS = 90 * 24 * HOUR_MS;
const FINE_HISTORY_MS = 16 * HOUR_MS;
const PAGE = 1000;
const RETRY_MS = 5_000;
const DEADLINE_MS = 10_000;

interface Held {
  minutes: Record<SeriesName, CandleRow[]>;
  hours: Record<SeriesName, CandleRow[]>;
  rates: Map<number, bigint>;
}

const SERIES: readonly SeriesName[] = ['spot', 'usdm', 'mark'];
const PATHS: Readonly<Record<SeriesName, string>> = {
  spot: '/api/v3/klines',
  usdm: '/fapi/v1/klines',
  mark: '/fapi/v1/markPriceKlines',
};

function candle(row: unknown): CandleRow {
  if (!Array.isArray(row)) throw new Error('The live market answered a candle that is no list');
  const [openTime, open, high, low, close, volume] = row.slice(0, 6).map(Number);
  return {
    openTime: openTime ?? 0,
    open: open ?? 0,
    high: high ?? 0,
    low: low ?? 0,
    close: close ?? 0,
    volume: volume ?? 0,
  };
}

/**
 * The public market of Binance (or of another paper exchange), polled over HTTP. It is lived through in whole closed
 * minutes, so what an order meets is what was published for good; prices are therefore up to a minute old. History before
 * the start: minutes of the last hours, hours of the last ninety days.
 */
export class LiveFeed implements Feed {
  readonly name = 'live';
  readonly seed = 0;
  readonly firstAt: number;
  private readonly held = new Map<string, Held>();
  private assembled = new Map<string, AssembledSeries>();
  private end: number;
  private nextPollAt = 0;
  private polling: Promise<void> | undefined;

  /** @param startAt a whole minute, epoch milliseconds */
  constructor(
    private readonly spotUrl: string,
    private readonly usdmUrl: string,
    readonly symbols: readonly string[],
    readonly startAt: number,
  ) {
    this.firstAt = Math.floor((startAt - HISTORY_MS) / HOUR_MS) * HOUR_MS;
    this.end = startAt;
    for (const symbol of symbols) {
      unitsOf(symbol);
      const none = (): Record<SeriesName, CandleRow[]> => ({ spot: [], usdm: [], mark: [] });
      this.held.set(symbol, { minutes: none(), hours: none(), rates: new Map() });
    }
  }

  /** End of the last minute that is known of every symbol. */
  get endAt(): number {
    return this.end;
  }

  units(symbol: string): FeedUnits {
    return unitsOf(symbol);
  }

  series(symbol: string): SymbolSeries {
    return this.seriesOf(symbol);
  }

  isClosed(symbol: string, name: SeriesName, index: number): boolean {
    return this.seriesOf(symbol)[name].closed[index] !== 0;
  }

  recordedRate(symbol: string, at: number): bigint | undefined {
    return this.held.get(symbol)?.rates.get(at);
  }

  /** Fetches the minutes that closed since the last call; rejects when the market was never reached. */
  async refresh(hostNow: number): Promise<void> {
    const due = this.assembled.size === 0 || this.end + MINUTE_MS <= hostNow;
    if (!due || hostNow < this.nextPollAt) return;
    this.polling ??= this.poll(hostNow).finally(() => {
      this.polling = undefined;
    });
    try {
      await this.polling;
    } catch (error) {
      // What was lived through stays; the market stands still until it can be reached again.
      this.nextPollAt = hostNow + RETRY_MS;
      if (this.assembled.size === 0) throw error;
    }
  }

  private async poll(hostNow: number): Promise<void> {
    const closedBefore = Math.floor(hostNow / MINUTE_MS) * MINUTE_MS;
    const ends: number[] = [];
    for (const [symbol, held] of this.held) {
      for (const series of SERIES) {
        if (held.hours[series].length === 0) {
          held.hours[series] = await this.candles(symbol, series, '1h', this.firstAt, closedBefore);
        }
        const from = held.minutes[series].at(-1)?.openTime ?? this.startAt - FINE_HISTORY_MS;
        const fresh = await this.candles(symbol, series, '1m', from, closedBefore);
        held.minutes[series] = joinRows([held.minutes[series], fresh]);
      }
      await this.fetchRates(symbol, held);
      ends.push((held.minutes.spot.at(-1)?.openTime ?? 0) + MINUTE_MS);
    }
    this.end = Math.max(this.end, Math.min(...ends));
    for (const [symbol, held] of this.held) this.assembleSymbol(symbol, held);
    this.nextPollAt = this.end + MINUTE_MS > hostNow ? 0 : hostNow + RETRY_MS;
  }

  private assembleSymbol(symbol: string, held: Held): void {
    const units = unitsOf(symbol);
    const sources = (series: SeriesName): SymbolSources['spot'] => {
      const step = series === 'mark' ? 1n : units.step[series];
      const of = (rows: readonly CandleRow[], ms: number) =>
        sourceOf(rows, ms, units.tick[series], step);
      return [of(held.hours[series], HOUR_MS), of(held.minutes[series], MINUTE_MS)];
    };
    const reach = { firstAt: this.firstAt, endAt: this.end, liveMs: MINUTE_MS };
    const all = { spot: sources('spot'), usdm: sources('usdm'), mark: sources('mark') };
    this.assembled.set(symbol, assemble(all, units, reach, this.startAt));
  }

  private async candles(
    symbol: string,
    series: SeriesName,
    interval: '1m' | '1h',
    from: number,
    closedBefore: number,
  ): Promise<CandleRow[]> {
    const lengthMs = interval === '1m' ? MINUTE_MS : HOUR_MS;
    const rows: CandleRow[] = [];
    for (let startTime = from; startTime + lengthMs <= closedBefore; ) {
      const base = series === 'spot' ? this.spotUrl : this.usdmUrl;
      const query = `symbol=${symbol}&interval=${interval}&startTime=${startTime}&limit=${PAGE}`;
      const page = await fetchRows(`${base}${PATHS[series]}?${query}`);
      const found = page.map(candle).filter((row) => row.openTime + lengthMs <= closedBefore);
      rows.push(...found);
      const last = found.at(-1);
      if (last === undefined || page.length < PAGE) break;
      startTime = last.openTime + lengthMs;
    }
    return rows;
  }

  private async fetchRates(symbol: string, held: Held): Promise<void> {
    const query = `symbol=${symbol}&limit=100`;
    for (const row of await fetchRows(`${this.usdmUrl}/fapi/v1/fundingRate?${query}`)) {
      if (typeof row !== 'object' || row === null) continue;
      const fields = new Map<string, unknown>(Object.entries(row));
      const rate = String(fields.get('fundingRate'));
      const size = parseDecimal(rate.replace('-', ''));
      const time = Math.round(Number(fields.get('fundingTime')) / MINUTE_MS) * MINUTE_MS;
      if (size !== undefined) held.rates.set(time, rate.startsWith('-') ? -size : size);
    }
  }

  private seriesOf(symbol: string): AssembledSeries {
    const found = this.assembled.get(symbol);
    if (found === undefined) throw new Error('The live market has not been reached yet');
    return found;
  }
}

async function fetchRows(url: string): Promise<unknown[]> {
  const reply = await fetch(url, { signal: AbortSignal.timeout(DEADLINE_MS) });
  if (!reply.ok) throw new Error(`The live market answered ${reply.status}`);
  const body: unknown = await reply.json();
  if (!Array.isArray(body)) throw new Error('The live market answered something that is no list');
  return body;
}
