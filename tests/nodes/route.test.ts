import type { IDataObject, INodeExecutionData, IWorkflowBase } from 'n8n-workflow';
import type { Regime } from '../../lib/model/regime';
import { classifyRegime, meaningOf } from '../../lib/regime/classify';
import { BREAKOUT_DOWN, NO_TRADE, RANGE, TREND_UP } from '../../lib/regime/opinion';
import { chain, Harness, type Outcome } from '../workflows/harness/Harness';
import { PACKAGE } from '../workflows/harness/nodeTypes';

const NOTHING = classifyRegime('BTCUSDT', '1h', []);
const OUTPUTS = ['Trend', 'Range', 'Breakout', 'No Trade'];

function itemOf(mine: string, code: number): IDataObject {
  const regime: Regime = { ...NOTHING, ...meaningOf(code), reason: `why ${mine}` };
  return { symbol: 'BTCUSDT', mine, regime: JSON.parse(JSON.stringify(regime)) };
}

/** Route with a node behind every output, as n8n writes and reads it. */
function workflow(): IWorkflowBase {
  const route = {
    name: 'Route',
    type: `${PACKAGE}.regimeClassifier`,
    parameters: { operation: 'route' },
  };
  const behind = OUTPUTS.map((name) => ({
    name,
    type: `${PACKAGE}.regimeClassifier`,
    parameters: { operation: 'route' },
  }));
  const made = {
    ...chain('route', route, ...behind),
    connections: {
      Route: { main: OUTPUTS.map((node) => [{ node, type: 'main' as const, index: 0 }]) },
    },
  };
  return JSON.parse(JSON.stringify(made));
}

describe('Route', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  // Without a credential: what only sorts items needs no exchange.
  const run = (items: IDataObject[]): Promise<Outcome> =>
    harness.run(workflow(), 'Route', { items, credentials: {} });
  const mine = (outcome: Outcome, output: number): unknown[] =>
    outcome.items('Route', output).map((item) => item['mine']);

  it('sends each item to the output of its regime, in order, and to nothing else', async () => {
    const outcome = await run([
      itemOf('a', RANGE),
      itemOf('b', TREND_UP),
      itemOf('c', NO_TRADE),
      itemOf('d', BREAKOUT_DOWN),
      itemOf('e', RANGE),
    ]);
    expect(outcome.problem.message).toBe('');
    expect(OUTPUTS.map((_name, output) => mine(outcome, output))).toEqual([
      ['b'],
      ['a', 'e'],
      ['d'],
      ['c'],
    ]);
    expect(outcome.item('Route', 2)).toEqual({
      ...itemOf('d', BREAKOUT_DOWN),
      route: { label: 'BREAKOUT', reason: 'why d' },
    });
    expect(outcome.raw('Route', 1).map(({ pairedItem }: INodeExecutionData) => pairedItem)).toEqual(
      [{ item: 0 }, { item: 4 }],
    );
    for (const name of OUTPUTS) expect(outcome.timesRun(name)).toBe(1);
  });

  it.each<[string, IDataObject, RegExp]>([
    ['no regime', { symbol: 'BTCUSDT' }, /no regime/],
    ['nothing at all', {}, /no regime/],
    ['a regime that is none', { regime: { label: 'RANGE' } }, /cannot be read/],
    ['a problem', { ...itemOf('a', RANGE), problem: 'the journal is broken' }, /journal is broken/],
  ])('sends an item with %s to No Trade, with the reason', async (_what, item, reason) => {
    const outcome = await run([item]);
    expect(outcome.item('Route', 3)).toEqual({
      ...item,
      route: { label: 'NO_TRADE', reason: expect.stringMatching(reason) },
    });
    expect([0, 1, 2].flatMap((output) => outcome.items('Route', output))).toEqual([]);
    expect(outcome.timesRun('Range')).toBe(0);
  });
});
