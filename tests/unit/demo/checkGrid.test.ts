import { checkGridFault, withCheckGrid } from '../../../scripts/demo/checkGrid';
import type { DemoFigures } from '../../../scripts/demo/figures';
import { LOOP, readWorkflow, withParameters } from '../../../scripts/demo/workflowFiles';

/** The figures of a run of which only the round trips matter. */
function figures(roundTrips: number, latticeRoundTrips?: number | null): DemoFigures {
  const compared = latticeRoundTrips === undefined ? {} : { latticeRoundTrips };
  return {
    n8nVersion: '2.41.0',
    cycles: 200,
    executionsSucceeded: 200,
    executionsFailed: 0,
    symbols: ['BTCUSDT'],
    feed: 'recorded',
    ordersPlaced: 0,
    ordersCancelled: 0,
    fills: 0,
    roundTrips,
    ...compared,
    hedges: 0,
    fundings: 0,
    fundingPaymentsQuote: '0',
    maxAbsDeltaFraction: 0,
    startEquityQuote: '0',
    endEquityQuote: '0',
    rateLimitViolations: 0,
    unprotectedMs: 0,
    openOrdersJournal: 0,
    openOrdersExchange: 0,
    duplicateOrders: 0,
    paths: { journal: '', simulator: '', n8nDatabase: '' },
  };
}

describe('the check grid', () => {
  it('fixes the grid and changes the thresholds of the regime, nothing else', async () => {
    const shipped = await readWorkflow(LOOP.file);
    const changed = withCheckGrid(shipped);
    const parameters = (name: string, workflow = changed): unknown =>
      workflow.nodes.find((node) => node['name'] === name)?.['parameters'];
    expect(parameters('Plan Grid')).toEqual({
      operation: 'planGrid',
      strategy: 'grid',
      kind: 'arithmetic',
      spacingMode: 'fixed',
      spacingPct: 0.25,
      recentreAtr: 0,
      levelsPerSide: 10,
      utilizationPct: 30,
      bandLevels: 3,
    });
    expect(parameters('Regime Classifier')).toMatchObject({ operation: 'classify', trendAdx: 80 });
    const others = shipped.nodes
      .map((node) => String(node['name']))
      .filter((name) => name !== 'Plan Grid' && name !== 'Regime Classifier');
    for (const name of others) expect(parameters(name)).toEqual(parameters(name, shipped));
    expect(parameters('Plan Grid', shipped)).not.toMatchObject({ spacingPct: 0.25 });
  });

  it('refuses parameters for a node that is not there', async () => {
    const shipped = await readWorkflow(LOOP.file);
    expect(() => withParameters(shipped, 'Plan Grids', {})).toThrow('no node "Plan Grids"');
  });

  it('wants at least 80 % of the round trips of the walk', () => {
    expect(checkGridFault(figures(16, 20))).toBeNull();
    expect(checkGridFault(figures(15, 20))).toContain(
      '15 round trips are less than 80 % of the 20',
    );
    expect(checkGridFault(figures(0, null))).toContain('no grid');
    expect(checkGridFault(figures(0))).toBeNull();
  });
});
