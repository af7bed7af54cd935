import { describeRun, parseFlatted } from '../../../scripts/n8n/executionData';

/** Writes n8n's format (npm package `flatted`) the plain way, for values without cycles. */
function flatten(value: unknown): string {
  const list: unknown[] = [];
  const place = (one: unknown): string => {
    const position = list.push(null) - 1;
    const follow = (inner: unknown): unknown =>
      typeof inner === 'string' || (typeof inner === 'object' && inner !== null)
        ? place(inner)
        : inner;
    if (Array.isArray(one)) list[position] = one.map(follow);
    else if (typeof one === 'object' && one !== null) {
      list[position] = Object.fromEntries(
        Object.entries(one).map(([key, inner]) => [key, follow(inner)]),
      );
    } else list[position] = one;
    return String(position);
  };
  place(value);
  return JSON.stringify(list);
}

const run = (executionIndex: number, outputs: unknown): unknown => [
  { executionIndex, data: { main: outputs } },
];

describe('the data of an execution', () => {
  it('is read back as it was written', () => {
    const value = { a: ['x', 1, null, { b: 'x' }], c: true };
    expect(parseFlatted(flatten(value))).toEqual(value);
  });

  it('follows values that contain themselves', () => {
    const parsed = parseFlatted('[{"self":"0","name":"1"},"loop"]');
    expect(parsed).toHaveProperty('self.self.name', 'loop');
  });

  it('gives the keys of later nodes over those of earlier ones', () => {
    const data = {
      resultData: {
        runData: {
          Second: run(1, [[], [{ json: { regime: 'RANGE', at: 2 } }]]),
          First: run(0, [[{ json: { symbol: 'BTCUSDT', at: 1 } }]]),
        },
      },
    };
    expect(describeRun(flatten(data))).toEqual({
      reason: '',
      item: { symbol: 'BTCUSDT', at: 2, regime: 'RANGE' },
      items: {
        First: { symbol: 'BTCUSDT', at: 1 },
        Second: { regime: 'RANGE', at: 2 },
      },
    });
  });

  it('says which node failed and why', () => {
    const data = {
      resultData: {
        runData: {},
        error: { message: 'No price', description: 'Try later', node: { name: 'Grid Planner' } },
      },
    };
    expect(describeRun(flatten(data)).reason).toBe('Grid Planner: No price (Try later)');
  });
});
