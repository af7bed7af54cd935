import type { IDataObject } from 'n8n-workflow';
import { itemSchema, type Item } from '../../lib/model/item';
import { chain, Harness } from '../workflows/harness/Harness';
import { PACKAGE } from '../workflows/harness/nodeTypes';

/** Regime Classifier alone: its operations make the item themselves. */
function classifier(operation: string, parameters: Record<string, string | number> = {}) {
  return chain(`signals-${operation}`, {
    name: 'Signal',
    type: `${PACKAGE}.regimeClassifier`,
    parameters: { operation, ...parameters },
  });
}

describe('the signals on the paper exchange', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  async function run(
    operation: string,
    parameters: Record<string, string | number> = {},
    item: IDataObject = {},
  ): Promise<Item> {
    const outcome = await harness.run(classifier(operation, parameters), 'Signal', {
      items: [item],
    });
    expect([outcome.status, outcome.status === 'error' ? outcome.problem : null]).toEqual([
      'success',
      null,
    ]);
    return itemSchema.parse(outcome.item('Signal'));
  }

  it('puts six timeframes into one signal, and names what is absent', async () => {
    const { symbol, signals } = await run('multiTimeframe');
    expect(symbol).toBe('BTCUSDT');
    const signal = signals?.multiTimeframe;
    if (signal?.status !== 'ok') throw new Error(signal?.reason ?? 'no signal');
    expect(signal.timeframes.map(({ interval }) => interval)).toHaveLength(6);
    expect(signal.absent.map(({ input }) => input)).toContain('skew');
    expect(signal.timeframes.every(({ components }) => components.crypto !== null)).toBe(true);
    expect(Math.abs(signal.value)).toBeLessThanOrEqual(1);
  });

  it('weighs up, down and neutral, logs the minute once, and allows nothing on a short log', async () => {
    const first = (await run('ensemble')).signals?.ensemble;
    const again = (await run('ensemble')).signals?.ensemble;
    if (first?.status !== 'ok' || again?.status !== 'ok') throw new Error('no conviction');
    expect(first).toMatchObject({ samples: 0, percentile: null, entriesAllowed: null });
    expect(again.samples).toBeLessThanOrEqual(1);
    const { long, short, bUp, cUp, bNeutral, cNeutral, bDown, cDown } = first;
    expect(long).toBeCloseTo(0.7 * bUp * cUp + 0.3 * Math.max(bNeutral, 0) * cNeutral, 12);
    expect(short).toBeCloseTo(-0.7 * bDown * cDown + 0.3 * Math.min(bNeutral, 0) * cNeutral, 12);
  });

  it('keeps the other parts of the item, and takes its signal while it is fresh', async () => {
    const before = await run('multiTimeframe');
    const signal = before.signals?.multiTimeframe;
    const after = await run('ensemble', {}, JSON.parse(JSON.stringify(before)));
    expect(after.signals?.multiTimeframe).toEqual(signal);
    const pressed = await run('pressure', {}, JSON.parse(JSON.stringify(after)));
    expect(pressed.signals?.ensemble).toEqual(after.signals?.ensemble);
    expect(pressed.signals?.bookPressure?.spot.depths).toHaveLength(5);
    expect(JSON.stringify(pressed.signals).length).toBeLessThan(16_000);
  });

  it('switches the filter off at percentile 0', async () => {
    const { signals } = await run('ensemble', { entryPercentile: 0 });
    expect(signals?.ensemble).toMatchObject({ entriesAllowed: true });
  });

  it.each([
    ['a basket whose other symbols nobody lists', 'NOPEUSDT', /returns of 1 symbols/],
    ['an empty basket', '', /basket is empty/],
  ])('goes on with %s, and says so', async (_what, correlationBasket, reason) => {
    const { signals } = await run('multiTimeframe', { correlationBasket });
    const signal = signals?.multiTimeframe;
    if (signal?.status !== 'ok') throw new Error(signal?.reason ?? 'no signal');
    expect(signal.absent).toContainEqual({
      input: 'stress correlation',
      reason: expect.stringMatching(reason),
    });
    expect(signal.adjustments.stressParts.funding).not.toBeNull();
  });

  it('refuses a basket that is no list of symbols, naming item and parameter', async () => {
    const outcome = await harness.run(
      classifier('multiTimeframe', { correlationBasket: 'btc/usdt' }),
      'Signal',
      { items: [{}] },
    );
    expect(outcome.problem.message).toContain('Correlation Basket (Symbols)" of item 0');
  });
});
