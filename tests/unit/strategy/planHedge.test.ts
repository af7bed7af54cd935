import fc from 'fast-check';
import { decimal } from '../../../lib/model/decimal';
import { planHedge, type PlanHedgeInputs } from '../../../lib/strategy/planHedge';
import { FUTURES, FUTURES_SCOPE, market } from '../../support/samples';

function plan(change: Partial<PlanHedgeInputs> = {}) {
  return planHedge({
    scope: FUTURES_SCOPE,
    settings: { hedge: 'on', bandLevels: 3, hedgeFeePct: 0.05, slippagePct: 0.5 },
    futures: FUTURES,
    market: market(),
    equityQuote: '20000',
    inventory: '0.036',
    position: '-0.036',
    hedgeInFlight: '0',
    resting: null,
    openingWanted: '0',
    openingUnfinished: false,
    levelQuantity: '0.0036',
    spacing: '280',
    isRelieved: false,
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

  it('while the margin is in danger goes down at once, and does not grow within the limit', () => {
    const [back] = plan({ isRelieved: true, inventory: '0.034' }).intents;
    expect(back).toMatchObject({ side: 'BUY', quantity: '0.002' });
    expect(back?.instruction).toMatchObject({ timeInForce: 'IOC' });
    expect(plan({ isRelieved: true, inventory: '0.0475' }).intents).toEqual([]);
    expect(plan({ isRelieved: true, inventory: '0.05' }).intents).toHaveLength(1);
  });

  it('counts the opening inventory as held, so that both legs are checked together', () => {
    const [intent] = plan({ inventory: '0', position: '0', openingWanted: '0.03604' }).intents;
    expect(intent).toMatchObject({ side: 'SELL', quantity: '0.036' });
  });

  it('hedges an opening whose hedge had failed, however far below the band: the next chunk waits for it', () => {
    const failed = { inventory: '0.0102', position: '0', openingUnfinished: true };
    const [intent] = plan(failed).intents;
    expect(intent).toMatchObject({ side: 'SELL', quantity: '0.01' });
    expect(intent?.instruction).toMatchObject({ timeInForce: 'IOC' });
    expect(plan({ ...failed, openingUnfinished: false }).intents).toEqual([]);
    expect(plan({ ...failed, inventory: '0.0035' }).intents).toEqual([]);
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

  it('rests post-only while neither the band nor 5 % of equity is near', () => {
    // A band of 3 levels of 0.0036 by the cost rule and a rich account: 5 % are far away.
    const rich = { equityQuote: '2000000' };
    const band = plan(rich).hedge?.band ?? '0';
    const near = decimal(band).minus(decimal('0.001'));
    const [made] = plan({ ...rich, inventory: near.plus(decimal('0.036')).toString() }).intents;
    expect(made?.instruction).toEqual({ type: 'LIMIT', price: '80010.1', timeInForce: 'GTX' });
    const beyond = decimal(band).plus(decimal('0.001'));
    const [taken] = plan({ ...rich, inventory: beyond.plus(decimal('0.036')).toString() }).intents;
    expect(taken?.instruction).toMatchObject({ timeInForce: 'IOC' });
  });

  it('keeps a resting order as one intent, and lets it take when it becomes urgent', () => {
    const rich = { equityQuote: '2000000' };
    const resting = { side: 'SELL', generation: 3, filledQuantity: '0.01' } as const;
    const [kept] = plan({ ...rich, inventory: '0.066', resting }).intents;
    expect(kept).toMatchObject({ generation: 3, quantity: '0.04', side: 'SELL' });
    expect(kept?.instruction).toMatchObject({ timeInForce: 'GTX' });
    const [urgent] = plan({ ...rich, inventory: '0.16', resting }).intents;
    expect(urgent).toMatchObject({ id: kept?.id, quantity: '0.134' });
    expect(urgent?.instruction).toMatchObject({ timeInForce: 'IOC' });
    // What called for it is gone, or has turned.
    expect(plan({ ...rich, inventory: '0.038', resting }).intents).toEqual([]);
    expect(plan({ ...rich, inventory: '0', position: '-0.002', resting }).intents).toMatchObject([
      { side: 'BUY', generation: 4 },
    ]);
  });

  it('hedges a price that trembles at the edge of the band once (D14)', () => {
    let position = decimal('-0.036');
    let hedges = 0;
    for (let tick = 0; tick < 50; tick += 1) {
      const held = tick % 2 === 0 ? '0.0468' : '0.0432';
      const [intent] = plan({ inventory: held, position: position.toString() }).intents;
      if (!intent) continue;
      hedges += 1;
      const signed = intent.side === 'SELL' ? '-1' : '1';
      position = position.plus(decimal(intent.quantity).times(decimal(signed)));
    }
    expect(hedges).toBe(1);
  });

  it('with Hedge Off sends nothing, says so, and only takes back what exceeds the inventory', () => {
    const settings = { hedge: 'off', bandLevels: 3, hedgeFeePct: 0.05, slippagePct: 0.5 } as const;
    const naked = plan({ settings, inventory: '1', position: '0' });
    expect(naked.intents).toEqual([]);
    expect(naked.warnings).toEqual([expect.stringContaining('Hedge Off')]);
    expect(naked.hedge?.switch).toBe('off');
    const [back] = plan({ settings, inventory: '0.01', position: '-0.036' }).intents;
    expect(back).toMatchObject({ side: 'BUY', quantity: '0.026' });
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
