import { z } from 'zod';
import { ConfigurationError } from '../../model/errors';
import type { VenueFundingReading } from '../../model/foreignData';
import type { ForeignClient, ForeignDialect } from '../foreignClient';
import type { ForeignRefusal } from '../foreignErrors';
import { coinsOf, rateSchema, settlements, timeTextSchema } from '../foreignFunding';

const LARGEST_BYTES = 256 * 1024;
/** Bybit's codes for one who asks too often: 10006, 10018 for the address, 10009 for a banned one. */
const TOO_MANY_REQUESTS = [10006, 10009, 10018];
const HOUR_MS = 3_600_000;

const refusalSchema = z.object({ retCode: z.number().int(), retMsg: z.string() });

function refusalIn(body: unknown): ForeignRefusal | null {
  const parsed = refusalSchema.safeParse(body);
  if (!parsed.success || parsed.data.retCode === 0) return null;
  const { retCode: code, retMsg: message } = parsed.data;
  return { code, message, limited: TOO_MANY_REQUESTS.includes(code) };
}

interface Page<Row> {
  result: { list: Row[] };
  time: number;
}

function dialectOf<Row>(row: z.ZodType<Row>): ForeignDialect<Page<Row>> {
  const schema = z.object({
    retCode: z.literal(0),
    result: z.object({ category: z.literal('linear'), list: z.array(row) }),
    time: z.number().int().nonnegative(),
  });
  return { schema, refusalIn };
}

const tickerDialect = dialectOf(
  z.object({
    symbol: z.string(),
    fundingRate: rateSchema,
    nextFundingTime: timeTextSchema,
    fundingIntervalHour: z.string().regex(/^([1-9]|1\d|2[0-4])$/, 'hours from 1 to 24'),
    fundingCap: rateSchema.or(z.literal('')).optional(),
  }),
);
const historyDialect = dialectOf(
  z.object({ symbol: z.string(), fundingRate: rateSchema, fundingRateTimestamp: timeTextSchema }),
);

/** Bybit's name of the perpetual with the coins of a Binance symbol; those in USDC end with PERP. */
export function bybitInstrument(symbol: string): string {
  const { base, quote } = coinsOf(symbol);
  return quote === 'USDC' ? `${base}PERP` : symbol;
}

/** Funding of the perpetual on Bybit. Throws as `ForeignClient.ask`. */
export async function readBybitFunding(
  client: ForeignClient,
  symbol: string,
  count: number,
): Promise<VenueFundingReading> {
  const instrument = bybitInstrument(symbol);
  const ask = <Answer>(
    name: string,
    more: Record<string, string>,
    dialect: ForeignDialect<Answer>,
  ) =>
    client.ask(
      {
        venue: 'bybit',
        path: `/v5/market/${name}`,
        params: { category: 'linear', symbol: instrument, ...more },
        largestBytes: LARGEST_BYTES,
      },
      dialect,
    );
  const { result, time } = await ask('tickers', {}, tickerDialect);
  const [ticker] = result.list;
  if (ticker?.symbol !== instrument) throw another(instrument);
  // With a start alone Bybit answers an error; without times the newest come first.
  const limit = String(count);
  const rows =
    count > 0 ? (await ask('funding/history', { limit }, historyDialect)).result.list : [];
  if (rows.some((row) => row.symbol !== instrument)) throw another(instrument);
  const history = rows.map((row) => ({
    at: row.fundingRateTimestamp,
    rateFraction: row.fundingRate,
  }));
  return {
    venue: 'bybit',
    instrument,
    rateFraction: ticker.fundingRate,
    nextFundingAt: ticker.nextFundingTime,
    intervalMs: Number(ticker.fundingIntervalHour) * HOUR_MS,
    capFraction: ticker.fundingCap || null,
    history: settlements(history),
    observedAt: time,
  };
}

function another(instrument: string): ConfigurationError {
  return new ConfigurationError(
    `Bybit answered something else than the funding of ${instrument}.`,
    'This version does not know such answers of Bybit. Choose another venue, or update the pack.',
  );
}
