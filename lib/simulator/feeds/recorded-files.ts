import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseDecimal } from '../engine/decimal';
import type { CandleRow } from './candle-source';
import { joinRows, sourceOf } from './candle-source';
import type { SymbolSources } from './assemble';
import { MINUTE_MS } from './feed';
import { unitsOf } from './units';

const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 };
/** A little more than a year, so that the first candle of the history is whole. */
const HISTORY_MS = 370 * 86_400_000;
const CANDLE_FILE =
  /^(spot|usdm)-([A-Z0-9]+)-([1-9][0-9]*)([mhd])(?:-[0-9]{4}(?:-[0-9]{2})?)?(-mark)?\.csv(?:\.gz)?$/;

function linesOf(folder: string, file: string): string[] {
  const bytes = readFileSync(join(folder, file));
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const lines = text.split('\n').filter((line) => line !== '');
  return /^[0-9]/.test(lines[0] ?? '') ? lines : lines.slice(1);
}

/** Candles of a file that open in [from, to). */
function candlesOf(folder: string, file: string, from: number, to: number): CandleRow[] {
  const rows: CandleRow[] = [];
  for (const line of linesOf(folder, file)) {
    const time = Number(line.slice(0, line.indexOf(',')));
    // Years of candles that nobody asks for are not worth their parsing.
    if (time < from || time >= to) continue;
    const [openTime, open, high, low, close, volume = 0] = line.split(',').map(Number);
    const figures = { openTime, open, high, low, close, volume };
    const sound = Object.values(figures).every((value) => Number.isFinite(value));
    if (!sound) throw new Error(`${file}: "${line}" is no candle`);
    rows.push({
      openTime: openTime ?? 0,
      open: open ?? 0,
      high: high ?? 0,
      low: low ?? 0,
      close: close ?? 0,
      volume,
    });
  }
  return rows;
}

/**
 * Candles of a symbol in a folder of CSV files named market-symbol-interval(-month)(-mark).csv.gz with the columns
 * openTime,open,high,low,close,volume (UTC ms, ascending). Throws for the user when the folder or a line cannot be read.
 */
export function readSources(folder: string, symbol: string, startAt: number): SymbolSources {
  const units = unitsOf(symbol);
  const groups = new Map<
    string,
    { series: keyof SymbolSources; ms: number; parts: CandleRow[][] }
  >();
  const from = startAt - HISTORY_MS;
  const reached = new Set<keyof SymbolSources>();
  const files = readdirSync(folder).flatMap((file) => {
    const match = CANDLE_FILE.exec(file);
    if (match === null || match[2] !== symbol) return [];
    const market = match[1] === 'spot' ? ('spot' as const) : ('usdm' as const);
    const series = match[5] === undefined ? market : ('mark' as const);
    const ms = Number(match[3]) * (MINUTES[match[4] ?? 'm'] ?? 1) * MINUTE_MS;
    return [{ file, series, ms }];
  });
  files.sort((a, b) => a.ms - b.ms || (a.file < b.file ? -1 : 1));
  for (const { file, series, ms } of files) {
    const name = `${series} ${ms}`;
    const group = groups.get(name) ?? { series, ms, parts: [] };
    // Where a finer file goes on from the start, a longer candle only matters as history.
    const to = reached.has(series) && series !== 'mark' ? startAt : Infinity;
    const rows = candlesOf(folder, file, from, to);
    if (rows.some((row) => row.openTime <= startAt && startAt < row.openTime + ms)) {
      reached.add(series);
    }
    group.parts.push(rows);
    groups.set(name, group);
  }
  const of = (series: keyof SymbolSources) =>
    [...groups.values()]
      .filter((group) => group.series === series)
      .map(({ ms, parts }) => {
        const step = series === 'mark' ? 1n : units.step[series];
        return sourceOf(joinRows(parts), ms, units.tick[series], step);
      });
  return { spot: of('spot'), usdm: of('usdm'), mark: of('mark') };
}

/** Recorded funding of a symbol: settlement time to rate, a scaled fraction; empty when there is no such file. */
export function readFunding(folder: string, symbol: string): Map<number, bigint> {
  const rates = new Map<number, bigint>();
  const wanted = new RegExp(`^usdm-${symbol}-funding\\.csv(?:\\.gz)?$`);
  for (const file of readdirSync(folder)) {
    if (!wanted.test(file)) continue;
    for (const line of linesOf(folder, file)) {
      const [time, rate = ''] = line.split(',');
      const size = parseDecimal(rate.replace('-', ''));
      if (size === undefined) throw new Error(`${file}: "${line}" is no funding rate`);
      // Settlement times may be off by some milliseconds (reference H).
      rates.set(
        Math.round(Number(time) / MINUTE_MS) * MINUTE_MS,
        rate.startsWith('-') ? -size : size,
      );
    }
  }
  return rates;
}
