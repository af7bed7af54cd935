import fc from 'fast-check';
import { Decimal, decimal } from '../../../lib/model/decimal';
import type { MarginRelief } from '../../../lib/model/margin';
import type { Intent, Plan } from '../../../lib/model/plan';
import { relievePlans } from '../../../lib/risk/relieve';
import { FUTURES, FUTURES_SCOPE, market, SPOT, SPOT_SCOPE } from '../../support/samples';

const RELIEF: MarginRelief = {
  kind: 'reduceBoth',
  amountQuote: '0',
  fraction: 0.25,
  reason: 'a test',
};

function exit(leg: string, price: number, quantity = '0.01'): Intent {
  return {
    id: `grid/spot/BTCUSDT/g1-${leg}/SELL/0`,
    leg,
    generation: 0,
    purpose: 'gridExit',
    effect: 'reduce',
    side: 'SELL',
    quantity,
    instruction: { type: 'LIMIT', price: String(price), timeInForce: 'GTC' },
  };
}

const BASE = {
  version: 1,
  baseAsset: 'BTC',
  madeAt: 1,
  journalRevision: 0,
  disposition: 'active',
  reason: '',
} as const;

function plans(
  exits: Intent[],
  hedge: { delta: string; band: string; trigger?: string; position?: string },
): Plan[] {
  const { delta, band, trigger = band, position = '-0.1' } = hedge;
  const hedgeIntent: Intent = {
    ...exit('hedge', 80_000),
    purpose: 'hedge',
    effect: 'hedge',
    side: 'BUY',
    instruction: { type: 'LIMIT', price: '80000', timeInForce: 'GTX' },
  };
  return [
    { ...BASE, warnings: [], scope: SPOT_SCOPE, intents: exits },
    {
      ...BASE,
      warnings: [],
      scope: FUTURES_SCOPE,
      intents: [hedgeIntent],
      hedge: { inventory: '0.1', position, delta, band, trigger, bandFraction: 0.01 },
    },
  ];
}

const relieve = (given: Plan[], relief = RELIEF): Plan[] =>
  relievePlans(given, { relief, market: market(), spot: SPOT, futures: FUTURES });
const soldOf = ([spot]: Plan[]): Intent[] =>
  (spot?.intents ?? []).filter(
    ({ instruction }) => instruction.type === 'LIMIT' && instruction.timeInForce === 'IOC',
  );

describe('plans under a margin in danger', () => {
  it('sell the furthest exits at once, a band of them, and the hedge takes its price', () => {
    const exits = [80_100, 80_400, 80_700, 81_000].map((price, index) => exit(`B${index}`, price));
    const relieved = relieve(plans(exits, { delta: '0', band: '0.02' }));
    expect(soldOf(relieved).map(({ leg }) => leg)).toEqual(['B2', 'B3']);
    expect(soldOf(relieved)[0]?.instruction).toEqual({
      type: 'LIMIT',
      price: '79200',
      timeInForce: 'IOC',
    });
    expect(relieved[1]?.intents[0]?.instruction).toMatchObject({ timeInForce: 'IOC' });
    expect(relieved[0]?.warnings).toEqual(['margin in danger (a test): 2 cells sell at once']);
  });

  it('wait for the hedge when delta is at its band already', () => {
    const given = plans([exit('B0', 80_100)], { delta: '-0.02', band: '0.02' });
    expect(soldOf(relieve(given))).toEqual([]);
  });

  it('stay as they are where margin is added, or no hedge of ours stands', () => {
    const exits = [exit('B0', 80_100)];
    const given = plans(exits, { delta: '0', band: '0.02' });
    expect(relieve(given, { ...RELIEF, kind: 'addMargin' })).toEqual(given);
    const unhedged = plans(exits, { delta: '0', band: '0.02', position: '0' });
    expect(relieve(unhedged)).toEqual(unhedged);
  });

  it('sell just what makes the hedge move, within a step', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 90, max: 100 }), { minLength: 8, maxLength: 30 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: -100, max: 100 }),
        (sizes, levels, stray) => {
          const unit = decimal('0.0001');
          const exits = sizes.map((size, index) =>
            exit(`B${index}`, 80_000 + index * 300, unit.times(decimal(String(size))).toString()),
          );
          const trigger = unit.times(decimal('95')).times(decimal(String(levels)));
          const delta = unit.times(decimal(String(stray)));
          const relieved = relieve(
            plans(exits, { delta: delta.toString(), band: '0.1', trigger: trigger.toString() }),
          );
          const sold = Decimal.sum(soldOf(relieved).map(({ quantity }) => decimal(quantity)));
          const after = sold.minus(delta).toNumber();
          // What is left may be less than an order.
          expect(after).toBeGreaterThan(trigger.toNumber() - 0.00007);
          expect(after).toBeLessThan(Math.max(trigger.toNumber(), -delta.toNumber()) + 0.000011);
        },
      ),
    );
  });
});
