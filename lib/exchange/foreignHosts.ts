import { type ForeignVenue, VENUE_NAMES } from '../model/foreignData';

/** Where a venue is asked, and how much of its limit we allow ourselves. */
export interface ForeignHost {
  name: string;
  /** Fixed: no setting changes it. */
  origin: string;
  /** Requests in each window of the machine's clock, all processes together. */
  requests: number;
  windowMs: number;
  /**
   * How long the host is left alone after an HTTP 403: Bybit asks for ten minutes at least, and
   * others refuse whole countries so, which another request does not change.
   */
  refusedPauseMs: number;
}

const REFUSED_PAUSE_MS = 600_000;

/**
 * A small part of what the venues allow an address: OKX 10 requests in 2 s for each instrument, of
 * which a run asks each question once, Bybit 600 in 5 s, Deribit 20 a second.
 */
export const FOREIGN_HOSTS: Readonly<Record<ForeignVenue, ForeignHost>> = {
  deribit: {
    name: VENUE_NAMES.deribit,
    origin: 'https://www.deribit.com',
    requests: 8,
    windowMs: 2_000,
    refusedPauseMs: REFUSED_PAUSE_MS,
  },
  okx: {
    name: VENUE_NAMES.okx,
    origin: 'https://www.okx.com',
    requests: 20,
    windowMs: 2_000,
    refusedPauseMs: REFUSED_PAUSE_MS,
  },
  bybit: {
    name: VENUE_NAMES.bybit,
    origin: 'https://api.bybit.com',
    requests: 20,
    windowMs: 2_000,
    refusedPauseMs: REFUSED_PAUSE_MS,
  },
};
