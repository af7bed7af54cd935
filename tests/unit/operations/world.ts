import type { ForeignSources } from '../../../lib/exchange/foreignPort';
import type { VenueFundingReading } from '../../../lib/model/foreignData';
import type { OptionQuote } from '../../../lib/model/option';

/** 2026-01-01T00:00:00Z. */
export const NOW = 1_767_225_600_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;

/** Venues that answer what a test tells them to, and count. */
export class ScriptedSources implements ForeignSources {
  readonly asked: string[] = [];
  dvolAnswer: () => ReturnType<ForeignSources['dvol']> = () => Promise.resolve([]);
  chainAnswer: () => ReturnType<ForeignSources['optionChain']> = () =>
    Promise.reject(new Error('no chain'));
  fundingAnswers: Partial<Record<string, () => Promise<VenueFundingReading>>> = {};

  dvol: ForeignSources['dvol'] = (query) => {
    this.asked.push(`dvol ${JSON.stringify(query)}`);
    return this.dvolAnswer();
  };
  optionChain: ForeignSources['optionChain'] = (currency) => {
    this.asked.push(`chain ${currency}`);
    return this.chainAnswer();
  };
  funding: ForeignSources['funding'] = (venue, symbol, count) => {
    this.asked.push(`${venue} ${symbol} ${count}`);
    return this.fundingAnswers[venue]?.() ?? Promise.reject(new Error('not scripted'));
  };
}

export function session(foreign: ForeignSources, now = NOW) {
  return { foreign, clocks: { exchangeNow: () => now, hostNow: () => now } };
}

export function quote(change: Partial<OptionQuote> = {}): OptionQuote {
  return {
    instrument: 'BTC-30JAN26-90000-C',
    expiresAt: NOW + 30 * 24 * HOUR,
    strike: 90_000,
    kind: 'call',
    markVolatility: 0.5,
    bidPrice: 0.04,
    askPrice: 0.05,
    markPrice: 0.045,
    underlyingPrice: 90_100,
    openInterest: 10,
    ...change,
  };
}

export function reading(change: Partial<VenueFundingReading> = {}): VenueFundingReading {
  return {
    venue: 'okx',
    instrument: 'BTC-USDT-SWAP',
    rateFraction: '0.0001',
    nextFundingAt: NOW + 4 * HOUR,
    intervalMs: 8 * HOUR,
    capFraction: null,
    history: [{ at: NOW - 4 * HOUR, rateFraction: '0.0002' }],
    observedAt: NOW,
    ...change,
  };
}
