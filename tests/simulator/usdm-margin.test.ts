import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bracketsOf } from '../../lib/simulator/engine/brackets';
import type { Bracket } from '../../lib/simulator/engine/brackets';
import { decimal } from '../../lib/simulator/engine/decimal';
import { liquidationPoint } from '../../lib/simulator/engine/liquidation-price';

const SHARED = [join(__dirname, '../../../shared'), join(__dirname, '../../../../shared')].find(
  (folder) => existsSync(join(folder, 'golden/margin')),
);

const scaled = (value: number): bigint => BigInt(Math.round(value * 1e8));
const one = (maintMarginRatio: number, cum: number): readonly Bracket[] => [
  {
    bracket: 1,
    initialLeverage: 1,
    notionalFloor: 0n,
    notionalCap: decimal('1000000000000'),
    maintMarginRatio: scaled(maintMarginRatio),
    cum: scaled(cum),
  },
];
const leg = (signed: number, entry: number): { amount: bigint; cost: bigint } => ({
  amount: scaled(signed),
  cost: (scaled(signed) * scaled(entry)) / 100_000_000n,
});
const pool = (wallet: number, maintenance = 0, unrealized = 0) => ({
  walletBalance: scaled(wallet),
  otherMaintenance: scaled(maintenance),
  otherUnrealized: scaled(unrealized),
});
const priceOf = (...given: Parameters<typeof liquidationPoint>): number =>
  Number(liquidationPoint(...given)?.price ?? 0n) / 1e8;

interface Example {
  side: 'long' | 'short';
  walletBalance: number;
  maintenanceAmount: number;
  size: number;
  entry: number;
  mmr: number;
  otherPositions?: {
    entry: number;
    size: number;
    mark: number;
    mmr: number;
    maintenanceAmount: number;
  }[];
  liquidationPrice: number;
}

describe('the liquidation price', () => {
  it.each([
    [
      'isolated ETH long',
      one(0.1, 135365),
      [leg(3683.979, 1456.84)],
      pool(1535443.01),
      1114.7849637458723,
    ],
    [
      'isolated BTC long',
      one(0.025, 16300),
      [leg(109.488, 32481.98)],
      pool(1535443.01),
      18778.725932171,
    ],
    [
      'cross ETH',
      one(0.1, 135365),
      [leg(3683.979, 1456.84)],
      pool(1535443.01, 71200.81144, -56354.57),
      1153.256464696,
    ],
    [
      'cross BTC',
      one(0.025, 16300),
      [leg(109.488, 32481.98)],
      pool(1535443.01, 356512.508, -448192.89),
      26316.893308903,
    ],
    ['short of 1 with 50000', one(0.004, 0), [leg(-1, 50000)], pool(50000), 99601.593625498],
    ['short of 1 with 25000', one(0.004, 0), [leg(-1, 50000)], pool(25000), 74701.195219],
    ['short of 1 with 10000', one(0.004, 0), [leg(-1, 50000)], pool(10000), 59760.956175],
    ['short of 1 with 5000', one(0.004, 0), [leg(-1, 50000)], pool(5000), 54780.876494],
    ['hedge mode', one(0.004, 0), [leg(1, 50000), leg(-1.5, 50000)], pool(10000), 68627.450980392],
  ] as const)('equals the worked example %s', (_name, brackets, legs, wallet, expected) => {
    expect(priceOf(brackets, legs, wallet)).toBeCloseTo(expected, 5);
  });

  const golden = SHARED === undefined ? it.skip : it;
  golden('equals the published examples (skipped where the shared reference is absent)', () => {
    const file = join(SHARED ?? '', 'golden/margin/liquidation-examples.json');
    const examples: { binanceFaq: Example[]; freqtradeIsolated: Example[] } = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    const all = [...examples.binanceFaq, ...examples.freqtradeIsolated];
    expect(all.length).toBe(12);
    for (const row of all) {
      const others = row.otherPositions ?? [];
      const maintenance = others.reduce(
        (sum, other) => sum + other.size * other.mark * other.mmr - other.maintenanceAmount,
        0,
      );
      const unrealized = others.reduce(
        (sum, other) => sum + other.size * (other.mark - other.entry),
        0,
      );
      const signed = row.side === 'long' ? row.size : -row.size;
      const price = priceOf(
        one(row.mmr, row.maintenanceAmount),
        [leg(signed, row.entry)],
        pool(row.walletBalance, maintenance, unrealized),
      );
      const digits = Number.isInteger(row.liquidationPrice * 100) ? 2 : 5;
      expect(price).toBeCloseTo(row.liquidationPrice, digits);
    }
  });

  it('uses the bracket that holds at the price itself', () => {
    const brackets = bracketsOf('BTCUSDT');
    // 5 BTC short at 50000: 250000 is tier 1, the liquidation price lies in tier 2.
    const point = liquidationPoint(brackets, [leg(-5, 50000)], pool(100_000));
    const price = Number(point?.price ?? 0n) / 1e8;
    expect(price).toBeCloseTo((100_000 + 300 + 250_000) / (5 * 1.005), 6);
    expect(point?.falling).toBe(false);
  });

  it('is none for a position that cannot lose its wallet', () => {
    expect(liquidationPoint(one(0.004, 0), [leg(1, 50000)], pool(60000))).toBeUndefined();
    expect(liquidationPoint(one(0.004, 0), [], pool(1))).toBeUndefined();
  });
});

describe('brackets', () => {
  const golden = SHARED === undefined ? it.skip : it;
  golden('equal the rows of 2026 (skipped where the shared reference is absent)', () => {
    const file = join(SHARED ?? '', 'fixtures/brackets/BTC_ETH_SOL_2026-09-22_partial.json');
    const rows: Record<string, [number, number, number][]> = JSON.parse(readFileSync(file, 'utf8'));
    for (const symbol of ['BTCUSDT', 'ETHUSDT', 'SOLUSDT']) {
      const ours = bracketsOf(symbol)
        .slice(0, 6)
        .map((row) => [
          Number(row.notionalCap) / 1e8,
          Number(row.maintMarginRatio) / 1e8,
          Number(row.cum) / 1e8,
        ]);
      expect(ours).toEqual(rows[symbol]);
    }
  });
});
