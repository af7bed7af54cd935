import { z } from 'zod';
import { ConfigurationError } from '../../model/errors';
import type { VenueFundingReading } from '../../model/foreignData';
import type { ForeignClient, ForeignDialect } from '../foreignClient';
import type { ForeignRefusal } from '../foreignErrors';
import { coinsOf, rateSchema, settlements, timeTextSchema } from '../foreignFunding';

const LARGEST_BYTES = 256 * 1024;
/** OKX's code for an address that asks too often; it comes with HTTP 429. */
const TOO_MANY_REQUESTS = 50011;

const refusalSchema = z.object({ code: z.string().regex(/^\d{1,6}$/), msg: z.string() });

function refusalIn(body: unknown): ForeignRefusal | null {
  const parsed = refusalSchema.safeParse(body);
  if (!parsed.success || parsed.data.code === '0') return null;
  const code = Number(parsed.data.code);
  return { code, message: parsed.data.msg, limited: code === TOO_MANY_REQUESTS };
}

function dialectOf<Row>(row: z.ZodType<Row>): ForeignDialect<{ data: Row[] }> {
  return { schema: z.object({ code: z.literal('0'), data: z.array(row) }), refusalIn };
}

const nowDialect = dialectOf(
  z.object({
    instId: z.string(),
    fundingRate: rateSchema,
    fundingTime: timeTextSchema,
    nextFundingTime: timeTextSchema,
    maxFundingRate: rateSchema.or(z.literal('')).optional(),
    ts: timeTextSchema,
  }),
);
const historyDialect = dialectOf(
  z.object({ instId: z.string(), realizedRate: rateSchema, fundingTime: timeTextSchema }),
);

/** OKX's name of the perpetual with the coins of a Binance symbol. */
export function okxInstrument(symbol: string): string {
  const { base, quote } = coinsOf(symbol);
  return `${base}-${quote}-SWAP`;
}

/** Funding of the perpetual on OKX. Throws as `ForeignClient.ask`. */
export async function readOkxFunding(
  client: ForeignClient,
  symbol: string,
  count: number,
): Promise<VenueFundingReading> {
  const instId = okxInstrument(symbol);
  const ask = <Row>(name: string, more: Record<string, string>, dialect: ForeignDialect<Row>) =>
    client.ask(
      {
        venue: 'okx',
        path: `/api/v5/public/${name}`,
        params: { instId, ...more },
        largestBytes: LARGEST_BYTES,
      },
      dialect,
    );
  const [now] = (await ask('funding-rate', {}, nowDialect)).data;
  if (now?.instId !== instId) throw another(instId);
  const intervalMs = now.nextFundingTime - now.fundingTime;
  if (intervalMs <= 0) throw another(instId);
  const limit = String(count);
  const rows = count > 0 ? (await ask('funding-rate-history', { limit }, historyDialect)).data : [];
  if (rows.some((row) => row.instId !== instId)) throw another(instId);
  const history = rows.map((row) => ({ at: row.fundingTime, rateFraction: row.realizedRate }));
  return {
    venue: 'okx',
    instrument: instId,
    rateFraction: now.fundingRate,
    nextFundingAt: now.fundingTime,
    intervalMs,
    capFraction: now.maxFundingRate || null,
    history: settlements(history),
    observedAt: now.ts,
  };
}

function another(instId: string): ConfigurationError {
  return new ConfigurationError(
    `OKX answered something else than the funding of ${instId}.`,
    'This version does not know such answers of OKX. Choose another venue, or update the pack.',
  );
}
