import { z } from 'zod';
import { ConfigurationError } from '../../model/errors';
import { DVOL_RESOLUTION_MS, type DvolPoint, type DvolResolution } from '../../model/foreignData';
import type { ForeignClient } from '../foreignClient';
import type { DvolQuery } from '../foreignPort';
import { deribitDialect } from './dialect';

const PATH = '/api/v2/public/get_volatility_index_data';
/** In seconds, but for the day. */
const RESOLUTIONS: Readonly<Record<DvolResolution, string>> = {
  '1m': '60',
  '1h': '3600',
  '12h': '43200',
  '1d': '1D',
};
/** A page holds up to 1000 rows of some 60 bytes. */
const LARGEST_BYTES = 512 * 1024;
/** Pages that are followed backwards at most. */
const LARGEST_PAGES = 4;

/** Index points are percent a year; old data came as fractions, which nothing may mistake. */
const levelSchema = z
  .number()
  .min(2, 'below 2 % a year: a fraction, or no index')
  .max(1_000, 'above 1000 % a year');
const rowSchema = z.tuple([
  z.number().int().nonnegative(),
  levelSchema,
  levelSchema,
  levelSchema,
  levelSchema,
]);
const pageSchema = z.object({
  data: z.array(rowSchema),
  continuation: z.number().int().nullable(),
});
type Page = z.infer<typeof pageSchema>;
const dialect = deribitDialect(pageSchema);

/**
 * Closes of the periods that ended after `from` and until `to`, oldest first, each at the end of its
 * period; the period that still runs is none of them. Throws as `ForeignClient.ask`.
 */
export async function readDvol(client: ForeignClient, query: DvolQuery): Promise<DvolPoint[]> {
  const periodMs = DVOL_RESOLUTION_MS[query.resolution];
  const closes = new Map<number, number>();
  let endAt: number | null = query.to;
  for (let pages = 0; endAt !== null && pages < LARGEST_PAGES; pages += 1) {
    const page: Page = await askPage(client, query, endAt);
    for (const [openAt, , high, low, close] of page.data) {
      if (close > high || close < low) throw contradictory(openAt);
      const at = openAt + periodMs;
      if (at > query.from && at <= query.to) closes.set(at, close);
    }
    // The continuation is the next request's end; one that does not lead back would never finish.
    const next: number | null = page.continuation;
    endAt = next !== null && next < endAt && next > query.from ? next : null;
  }
  return [...closes].sort(([a], [b]) => a - b).map(([at, closePct]) => ({ at, closePct }));
}

async function askPage(client: ForeignClient, query: DvolQuery, endAt: number): Promise<Page> {
  const params = {
    currency: query.currency,
    start_timestamp: String(query.from - DVOL_RESOLUTION_MS[query.resolution]),
    end_timestamp: String(endAt),
    resolution: RESOLUTIONS[query.resolution],
  };
  const request = { venue: 'deribit', path: PATH, params, largestBytes: LARGEST_BYTES } as const;
  return (await client.ask(request, dialect)).result;
}

function contradictory(openAt: number): ConfigurationError {
  return new ConfigurationError(
    `Deribit answered a DVOL close outside of its own range (row ${openAt}).`,
    'Such data are not used. Try again; if it stays so, switch the source off.',
  );
}
