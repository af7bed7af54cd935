import { z } from 'zod';
import { unavailablePartSchema } from './foreignData';
import { epochMsSchema } from './terms';

/**
 * Series from outside that no stable source without a key offers: the user brings them. The list of
 * names is closed; each has one unit, a range and an age from which it is stale.
 */
interface SeriesTerms {
  /** As people write it. */
  title: string;
  unit: string;
  minimum: number;
  maximum: number;
  staleAfterMs: number;
  meaning: string;
}

const DAY_MS = 86_400_000;
/** Daily figures appear some hours after their day has ended. */
const DAILY_STALE_MS = 2 * DAY_MS;

export const OUTSIDE_SERIES_NAMES = [
  'mvrv',
  'mvrvZScore',
  'exchangeNetflow',
  'whaleNetflow',
  'whaleExchangeRatio',
  'whaleTransactions',
  'fearAndGreed',
] as const;
export const outsideSeriesNameSchema = z.enum(OUTSIDE_SERIES_NAMES);
export type OutsideSeriesName = z.infer<typeof outsideSeriesNameSchema>;

export const OUTSIDE_SERIES: Readonly<Record<OutsideSeriesName, SeriesTerms>> = {
  mvrv: {
    title: 'MVRV',
    unit: 'ratio',
    minimum: 0.05,
    maximum: 50,
    staleAfterMs: DAILY_STALE_MS,
    meaning: 'Market value over realised value',
  },
  mvrvZScore: {
    title: 'MVRV Z-Score',
    unit: 'deviations',
    minimum: -10,
    maximum: 50,
    staleAfterMs: DAILY_STALE_MS,
    meaning: 'Market value less realised value, in standard deviations of market value',
  },
  exchangeNetflow: {
    title: 'Exchange Netflow',
    unit: 'coins',
    minimum: -1e9,
    maximum: 1e9,
    staleAfterMs: DAILY_STALE_MS,
    meaning: 'Coins that went to exchanges less those that left them, a day',
  },
  whaleNetflow: {
    title: 'Whale Netflow',
    unit: 'coins',
    minimum: -1e9,
    maximum: 1e9,
    staleAfterMs: DAILY_STALE_MS,
    meaning: 'Coins that large holders gained less those they gave away, a day',
  },
  whaleExchangeRatio: {
    title: 'Whale Exchange Ratio',
    unit: 'fraction',
    minimum: 0,
    maximum: 1,
    staleAfterMs: DAILY_STALE_MS,
    meaning: 'Share of the ten largest transfers in all that went to exchanges',
  },
  whaleTransactions: {
    title: 'Whale Transactions',
    unit: 'count',
    minimum: 0,
    maximum: 1e7,
    staleAfterMs: DAILY_STALE_MS,
    meaning: 'Large transfers, a day',
  },
  fearAndGreed: {
    title: 'Fear and Greed',
    unit: 'index',
    minimum: 0,
    maximum: 100,
    staleAfterMs: DAILY_STALE_MS,
    meaning: 'Sentiment from 0 (extreme fear) to 100 (extreme greed)',
  },
};

export const seriesPointSchema = z.object({ at: epochMsSchema, value: z.number() });
export type SeriesPoint = z.infer<typeof seriesPointSchema>;

/** The most points of one series that travel with an item, the newest ones. */
export const LARGEST_SERIES = 20;

export const outsideSeriesEntrySchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('ok'),
    unit: z.string(),
    /** Time and value of the newest point. */
    at: epochMsSchema,
    value: z.number(),
    /** Oldest first, the newest included. */
    points: z.array(seriesPointSchema).min(1).max(LARGEST_SERIES),
  }),
  unavailablePartSchema,
]);
export type OutsideSeriesEntry = z.infer<typeof outsideSeriesEntrySchema>;

/** Every name of the list: what was not brought is `unavailable`, never a number. */
export const outsideSeriesSchema = z.object({
  mvrv: outsideSeriesEntrySchema,
  mvrvZScore: outsideSeriesEntrySchema,
  exchangeNetflow: outsideSeriesEntrySchema,
  whaleNetflow: outsideSeriesEntrySchema,
  whaleExchangeRatio: outsideSeriesEntrySchema,
  whaleTransactions: outsideSeriesEntrySchema,
  fearAndGreed: outsideSeriesEntrySchema,
});
export type OutsideSeries = z.infer<typeof outsideSeriesSchema>;
