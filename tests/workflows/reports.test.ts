import { alertText } from '../../lib/alerts/message';
import { itemSchema } from '../../lib/model/item';
import { chain, Harness, shippedWorkflow } from './harness/Harness';
import { PACKAGE } from './harness/nodeTypes';

const LOOP = shippedWorkflow('01-strategy-loop.json');
const RECONCILE = shippedWorkflow('03-reconcile-loop.json');
const DAILY = shippedWorkflow('04-daily-funding-report.json');
const HOUR_MS = 3_600_000;

describe('the reconcile loop and the daily report', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
    expect((await harness.run(LOOP, 'Run Once')).status).toBe('success');
    // Over one funding time.
    await harness.advance(9 * HOUR_MS);
    expect((await harness.run(LOOP, 'Run Once')).status).toBe('success');
  });
  afterAll(() => harness.stop());

  it.each(['Reconcile Now', 'Every 5 Minutes'])('reconciles from "%s"', async (start) => {
    const outcome = await harness.run(RECONCILE, start);
    expect(outcome.problem.message).toBe('');
    const item = itemSchema.parse(outcome.item('Reconcile'));
    expect(item.account?.equityQuote).toMatch(/^\d+\.\d+$/);
    expect(outcome.timesRun('Findings Alert')).toBe(1);
  });

  it('sends nothing when nothing new was found', async () => {
    await harness.run(RECONCILE, 'Reconcile Now');
    const quiet = await harness.run(RECONCILE, 'Reconcile Now');
    expect(quiet.item('Reconcile')['findings']).toEqual([]);
    expect(quiet.item('Findings Alert')['alert']).toEqual({ delivery: 'nothingNew' });
  });

  it.each(['Report Now', 'Daily at 00:10'])('reports from "%s"', async (start) => {
    const outcome = await harness.run(DAILY, start);
    expect(outcome.problem.message).toBe('');
    const { account, report } = itemSchema.parse(outcome.item('Funding Report'));
    const exchange = await harness.report();
    expect(account?.equityQuote).toBe(report?.equityQuote);
    expect(report).toMatchObject({
      period: 'day',
      hedge: 'on',
      costBasis: 'FIFO',
      allocationQuote: '10000',
      fills: exchange.fills,
      unvaluedFees: 0,
      fundingDifferences: [],
    });
    expect(report?.fundings).toBeGreaterThanOrEqual(1);
    expect(report?.fundingAnnualizedPct).not.toBeNull();
    expect(outcome.item('Report Alert')['alert']).toEqual({ delivery: 'notConfigured' });
  });

  it('reports since a time, and refuses what is none', async () => {
    const parameters = { operation: 'report', period: 'since', since: '', strategy: 'grid' };
    const workflow = (since: string) =>
      chain(
        'since',
        { name: 'Reconcile', type: `${PACKAGE}.reconcile`, parameters: {} },
        {
          name: 'Report',
          type: `${PACKAGE}.fundingReport`,
          parameters: { ...parameters, since },
        },
      );
    const outcome = await harness.run(workflow('2026-01-05T08:30:00Z'), 'Reconcile');
    expect(outcome.problem.message).toBe('');
    const { report } = itemSchema.parse(outcome.item('Report'));
    expect(report?.since).toBe(Date.UTC(2026, 0, 5, 8));
    const refused = await harness.run(workflow('some day'), 'Reconcile');
    expect(refused.status).toBe('error');
    expect(refused.problem.message).toMatch(/"Since" of item 0 is "some day"/);
  });
});

describe('a report of an unhedged grid', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  const unhedged = {
    ...LOOP,
    nodes: LOOP.nodes.map((node) =>
      node.name === 'Plan Grid' || node.name === 'Plan Hedge'
        ? { ...node, parameters: { ...node.parameters, hedge: 'off' } }
        : node,
    ),
  };

  it('knows of no hedge setting before the first plan', async () => {
    const outcome = await harness.run(DAILY, 'Report Now');
    expect(outcome.item('Funding Report')['report']).toMatchObject({ hedge: null });
  });

  it('says Hedge Off in the loop, in the plans, and a day later where no plan comes along', async () => {
    const outcome = await harness.run(unhedged, 'Run Once');
    expect(outcome.problem.message).toBe('');
    const item = itemSchema.parse(outcome.item('Funding Report'));
    expect(item.report?.hedge).toBe('off');
    for (const { warnings } of item.plans ?? []) {
      expect(warnings.join()).toMatch(/^Hedge Off: /);
    }
    expect(alertText(item)).toContain('Hedge Off: ');

    await harness.advance(HOUR_MS);
    const daily = itemSchema.parse((await harness.run(DAILY, 'Report Now')).item('Funding Report'));
    expect(daily.plans).toBeUndefined();
    expect(daily.report?.hedge).toBe('off');
    expect(Number(daily.account?.delta)).toBeGreaterThan(0);
    expect(daily.findings?.map(({ code }) => code)).not.toContain('HEDGE_MISSING');
  });

  it('says it no more once the hedge is on again', async () => {
    await harness.run(LOOP, 'Run Once');
    const outcome = await harness.run(DAILY, 'Report Now');
    expect(outcome.item('Funding Report')['report']).toMatchObject({ hedge: 'on' });
  });
});
