import type {
  DvolPoint,
  DvolResolution,
  FundingVenue,
  OptionCurrency,
  VenueFundingReading,
} from '../model/foreignData';
import type { OptionQuote } from '../model/option';

/**
 * Public data of venues other than Binance, in the domain's words. Every method throws a
 * DeltagridError when the venue cannot be asked, does not answer in time, refuses, or answers
 * something that this version does not know; none ever answers a number in place of data.
 *
 * How old an answer may be is judged by who asks: nothing here looks at the exchange's clock.
 */
export interface ForeignSources {
  /** Deribit's volatility index over periods that ended after `from` and until `to`, oldest first. */
  dvol(query: DvolQuery): Promise<DvolPoint[]>;
  /** Deribit's coin-settled options, in the venue's order, the expired ones included. */
  optionChain(currency: OptionCurrency): Promise<OptionChain>;
  /** Funding of the perpetual that has the Binance symbol's coins; `count` settlements of history. */
  funding(venue: FundingVenue, symbol: string, count: number): Promise<VenueFundingReading>;
}

export interface DvolQuery {
  currency: OptionCurrency;
  resolution: DvolResolution;
  /** Epoch ms. */
  from: number;
  to: number;
}

export interface OptionChain {
  currency: OptionCurrency;
  /** When the venue made the youngest of its rows, epoch ms. */
  observedAt: number;
  quotes: OptionQuote[];
  /** Rows that could not be read and are left out. */
  unreadable: number;
}
