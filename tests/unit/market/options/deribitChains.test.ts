import { z } from 'zod';
import { blackScholes } from '../../../../lib/market/options/blackScholes';
import { modelFreeIndex } from '../../../../lib/market/options/modelFree';
import { smilesOf } from '../../../../lib/market/options/smile';
import { optionSurface } from '../../../../lib/market/options/surface';
import type { OptionQuote } from '../../../../lib/model/option';
import { describeWithShared, sharedJson, sharedText } from '../../../support/sharedFiles';

const SNAPSHOTS = ['20251230T173115Z', '20260103T211832Z', '20260106T212121Z'].map(
  (at) => `golden/options/deribit_options_snapshot_${at}.csv.gz`,
);
const EIGHT_EXPIRIES = 'golden/options/deribit_btc_snapshot_8exp_2026-02-07.json.gz';

interface Chain {
  now: number;
  quotes: OptionQuote[];
}

function csvChain(path: string, currency: string): Chain {
  const [head = '', ...lines] = sharedText(path).trim().split('\n');
  const columns = head.split(',');
  const rows = lines.map((line) => {
    const cells = line.split(',');
    return new Map(columns.map((column, index) => [column, cells[index] ?? '']));
  });
  const numberOrNull = (text = ''): number | null => (text === '' ? null : Number(text));
  const quotes = rows
    .filter((row) => row.get('currency') === currency)
    .map((row) => ({
      instrument: row.get('instrument_name') ?? '',
      expiresAt: Date.parse(row.get('expiry_datetime') ?? ''),
      strike: Number(row.get('strike')),
      kind: row.get('option_type') === 'call' ? ('call' as const) : ('put' as const),
      markVolatility: Number(row.get('implied_volatility')) || null,
      bidPrice: numberOrNull(row.get('bid_price')),
      askPrice: numberOrNull(row.get('ask_price')),
      markPrice: numberOrNull(row.get('mark_price')),
      underlyingPrice: Number(row.get('futures_price')),
      openInterest: Number(row.get('open_interest')),
    }));
  return { now: Date.parse(rows[0]?.get('timestamp') ?? ''), quotes };
}

function jsonChain(): Chain {
  const option = z.object({
    instrument_name: z.string(),
    strike: z.number(),
    option_type: z.enum(['call', 'put']),
    expiration_timestamp: z.number(),
    bid_price: z.number().nullable(),
    ask_price: z.number().nullable(),
    mark_price: z.number(),
    mark_iv: z.number(),
    open_interest: z.number(),
    underlying_price: z.number(),
  });
  const { captured_at_utc: at, expiries } = z
    .object({
      captured_at_utc: z.string(),
      expiries: z.record(z.string(), z.object({ options: z.array(option) })),
    })
    .parse(sharedJson(EIGHT_EXPIRIES));
  const quotes = Object.values(expiries).flatMap(({ options }) =>
    options.map((each) => ({
      instrument: each.instrument_name,
      expiresAt: each.expiration_timestamp,
      strike: each.strike,
      kind: each.option_type,
      markVolatility: each.mark_iv > 0 ? each.mark_iv : null,
      bidPrice: each.bid_price,
      askPrice: each.ask_price,
      markPrice: each.mark_price,
      underlyingPrice: each.underlying_price,
      openInterest: each.open_interest,
    })),
  );
  return { now: Date.parse(at), quotes };
}

describeWithShared(...SNAPSHOTS, EIGHT_EXPIRIES)('recorded chains of Deribit', () => {
  const chains: [string, () => Chain][] = [
    ...SNAPSHOTS.flatMap((path): [string, () => Chain][] =>
      ['BTC', 'ETH'].map((currency) => [
        `${currency} ${path.slice(-23, -8)}`,
        () => csvChain(path, currency),
      ]),
    ),
    ['BTC, eight expiries', jsonChain],
  ];
  it.each(chains)('mark prices are Black’s at their mark volatilities: %s', (_, read) => {
    const { now, quotes } = read();
    let compared = 0;
    let worst = 0;
    for (const quote of quotes) {
      const { kind, strike, underlyingPrice: forward, markPrice, markVolatility } = quote;
      const years = (quote.expiresAt - now) / (365 * 86_400_000);
      if (markPrice === null || markVolatility === null || years < 1 / 365) continue;
      // In the money the forward's seconds between mark and row outweigh the time value.
      if (kind === 'call' ? strike < forward : strike > forward) continue;
      const option = { kind, forward, strike, years, discount: 1 };
      compared += 1;
      const { price } = blackScholes(option, markVolatility);
      worst = Math.max(worst, Math.abs(price / forward - markPrice));
    }
    expect(compared).toBeGreaterThan(200);
    expect(worst).toBeLessThan(2.5e-4);
  });
  it.each(chains)('the surface at the money lies between its neighbours: %s', (_, read) => {
    const { now, quotes } = read();
    const surface = optionSurface(quotes, now);
    const nearest = (at: number): number => {
      const close = quotes.filter(
        ({ strike, underlyingPrice, expiresAt, markVolatility }) =>
          expiresAt === at &&
          markVolatility !== null &&
          Math.abs(strike / underlyingPrice - 1) < 0.02,
      );
      const sum = close.reduce((total, { markVolatility }) => total + (markVolatility ?? 0), 0);
      return sum / close.length;
    };
    const expiries = smilesOf(quotes, now).map(({ expiresAt }) => expiresAt);
    const thirty = now + 30 * 86_400_000;
    const before = expiries.findLast((at) => at <= thirty) ?? 0;
    const after = expiries.find((at) => at > thirty) ?? 0;
    const { atTheMoney } = surface.maturities[2] ?? { atTheMoney: null };
    const bounds = [nearest(before), nearest(after)].sort((left, right) => left - right);
    expect(atTheMoney).toBeGreaterThan((bounds[0] ?? 0) - 0.01);
    expect(atTheMoney).toBeLessThan((bounds[1] ?? 0) + 0.01);
  });
  it.each(chains)('the model-free index is above the volatility at the money: %s', (_, read) => {
    const { now, quotes } = read();
    const index = modelFreeIndex(quotes, now);
    const atTheMoney = optionSurface(quotes, now).maturities[2]?.atTheMoney ?? Number.NaN;
    if (!index.ok) throw new Error(index.reason);
    expect(index.annual).toBeGreaterThan(atTheMoney);
    expect(index.annual).toBeLessThan(atTheMoney + 0.12);
  });
});
