import fc from 'fast-check';
import { decimal } from '../../../lib/model/decimal';
import { planHedge, type PlanHedgeInputs } from '../../../lib/strategy/planHedge';
import { FUTURES, FUTURES_SCOPE, market } from '../../support/samples';

function plan(change: Partial<PlanHedgeInputs> = {}) {
  return planHedge({
    scope: FUTURES_SCOPE,
    settings: { bandLevels: 3, slippagePct: 0.5 },
    futures: FUTURES,
    market: market(),
    equityQuote: '20000',
    inventory: '0.036',
    position: '-0.036',
    hedgeInFlight: '0',
    openingWanted: '0',
    levelQuantity: '0.0036',
    nextGeneration: 4,
    journalRevision: 0,
    madeAt: 1,
    ...change,
  });
}

describe('the plan of the hedge', () => {
  it('rests while delta is within the band of several levels', () => {
    expect(plan({ inventory: '0.0445' }).intents).toEqual([]);
  });

  it('brings delta back to zero once the band is reached', () => {
    const [intent] = plan({ inventory: '0.04701' }).intents;
    expect(intent).toMatchObject({
      side: 'SELL',
      quantity: '0.011',
      generation: 4,
      effect: 'hedge',
    });
    expect(intent?.instruction).toEqual({ type: 'LIMIT', price: '79610', timeInForce: 'IOC' });
    const [back] = plan({ inventory: '0.0249' }).intents;
    expect(back).toMatchObject({ side: 'BUY', quantity: '0.011' });
    expect(back?.instruction).toEqual({ type: 'LIMIT', price: '80410.1', timeInForce: 'IOC' });
  });

  it('counts the opening inventory as held, so that both legs are checked together', () => {
    const [intent] = plan({ inventory: '0', position: '0', openingWanted: '0.03604' }).intents;
    expect(intent).toMatchObject({ side: 'SELL', quantity: '0.036' });
  });

  it('sends no second hedge while one is in flight (D04)', () => {
    expect(plan({ inventory: '0.06', hedgeInFlight: '-0.011' })).toMatchObject({
      intents: [],
      reason: expect.stringContaining('in flight'),
    });
  });

  it('does not send what the futures market would refuse as too small (D02)', () => {
    expect(plan({ inventory: '0.0004', position: '0', levelQuantity: '0' }).intents).toEqual([]);
  });

  it('never lets the band exceed 5 % of equity', () => {
    expect(plan({ levelQuantity: '1' }).hedge).toMatchObject({
      band: '0.0125',
      bandFraction: 0.05,
    });
  });

  it('never turns delta around', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: -100, max: 100 }),
        (inventory, position) => {
          const held = decimal(String(inventory)).times(decimal('0.00001'));
          const hedged = decimal(String(position)).times(decimal('0.001'));
          const [intent] = plan({
            inventory: held.toString(),
            position: hedged.toString(),
          }).intents;
          const delta = held.plus(hedged);
          if (!intent) {
            expect(delta.absolute().isBelow(decimal('0.0108'))).toBe(true);
            return;
          }
          const change = decimal(intent.quantity).times(
            decimal(intent.side === 'SELL' ? '-1' : '1'),
          );
          const after = delta.plus(change);
          expect(after.isZero() || after.sign() === delta.sign()).toBe(true);
          expect(after.absolute().isBelow(decimal('0.001'))).toBe(true);
        },
      ),
    );
  });
});
