import { gatherFigures, type DemoFigures } from '../../scripts/demo/figures';
import { LoopWorld } from '../../scripts/demo/LoopWorld';
import { runCycles, type Cycle } from '../../scripts/demo/runCycles';
import { LOOP, readWorkflow } from '../../scripts/demo/workflowFiles';
import { chooseKillMoments } from '../../scripts/long/killMoments';
import { inspect, killOnce } from '../../scripts/long/kills';
import { loopFaults } from '../../scripts/long/loop';
import { KILLS_IN_ALL, KILL_SEED } from '../../scripts/long/sizes';
import { seededRandom } from '../../scripts/long/seededRandom';
import { OWNER } from '../../scripts/n8n/EditorApi';
import { valueAt } from '../../scripts/n8n/json';
import { createProgress } from '../../scripts/support/progress';
import { findChromium, launchChromium } from './support/chromium';
import { EditorPage } from './support/editorPage';

const CYCLES = 20;
const STEP_MS = 60_000;
const SEED = 1;
/** Kills out of the whole series: after an execution on either market, and at any time. */
const SAMPLE = [0, 2, 3];

/** One n8n for all of it: starting one is what takes the time. The order of the parts matters. */
let world: LoopWorld;

beforeAll(async () => {
  world = await LoopWorld.open({ seed: SEED }, createProgress());
});

afterAll(async () => {
  await world?.close({ keep: false });
});

describe(`the loop inside n8n (sample: ${CYCLES} of 60 cycles, seed 1 of 5)`, () => {
  const cycles: Cycle[] = [];
  let figures: DemoFigures;

  beforeAll(async () => {
    await runCycles(world, { count: CYCLES, stepMs: STEP_MS }, (cycle) => {
      cycles.push(cycle);
    });
    figures = await gatherFigures(world, CYCLES);
  });

  it("succeeds in every execution, by n8n's own records", () => {
    const failed = cycles.filter(({ execution }) => execution.status !== 'success');
    expect(failed.map(({ execution }) => execution.reason)).toEqual([]);
    expect(figures).toMatchObject({ executionsSucceeded: CYCLES, executionsFailed: 0 });
  });

  it('places orders for BTCUSDT at the paper exchange', () => {
    expect(figures.symbols).toContain('BTCUSDT');
    expect(figures.ordersPlaced).toBeGreaterThan(0);
    expect(figures.openOrdersExchange).toBeGreaterThan(0);
  });

  it('keeps delta, budgets and books in order', () => {
    expect(loopFaults(figures, { wantsTrades: false })).toEqual([]);
  });

  it('has the same books in journal and exchange', async () => {
    expect(await inspect(world)).toEqual([]);
  });
});

describe('a first run with the credential as it comes', () => {
  it('works on the paper exchange inside n8n, and ends flat', async () => {
    const asItComes = {
      environment: 'simulator',
      apiKey: '',
      apiSecret: '',
      simulatorUrl: '',
      journalName: 'default',
    };
    const { loops, flatten } = await world.runCopies('First run', asItComes, 2);
    expect([...loops, flatten].map(({ status, reason }) => `${status} ${reason}`)).toEqual(
      Array(3).fill('success '),
    );
    expect(valueAt(loops[0]?.item, 'execution', 'placed')).toBeGreaterThan(5);
    expect(Number(valueAt(loops[1]?.item, 'report', 'openOrders'))).toBeGreaterThan(10);
    expect(valueAt(flatten.item, 'execution', 'residual', 'position')).toBe('0');
  });
});

const program = findChromium();
const browserTest = program === undefined ? it.skip : it;
const reason = program === undefined ? ' (skipped: no Chromium at /usr/bin/chromium)' : '';

describe(`the loop in the editor${reason}`, () => {
  browserTest('shows all nodes by name and the parameters of Place Order', async () => {
    const browser = await launchChromium(program ?? '');
    try {
      const page = await EditorPage.signIn(browser, world.editorUrl, OWNER);
      await page.openWorkflow(world.editorUrl, LOOP.id);
      const { nodes } = await readWorkflow(LOOP.file);
      const isShownAsNode = (type: unknown): boolean => type !== 'n8n-nodes-base.stickyNote';
      const expected = nodes
        .filter((node) => isShownAsNode(node['type']))
        .map((node) => String(node['name']));
      expect(await page.nodeNames()).toEqual(expect.arrayContaining(expected));
      expect(await page.unknownNodes()).toBe(0);
      await page.screenshot('loop');

      const placeOrder = nodes.find((node) => node['type'] === 'n8n-nodes-deltagrid.placeOrder');
      const labels = await page.openPanel(String(placeOrder?.['name']));
      await page.screenshot('place-order');
      expect(labels).toEqual(expect.arrayContaining(await world.parameterLabels('placeOrder')));
    } finally {
      await browser.close();
    }
  });
});

describe(`n8n killed in the middle of a cycle (sample ${SAMPLE.length} of ${KILLS_IN_ALL})`, () => {
  const moments = chooseKillMoments(seededRandom(KILL_SEED), KILLS_IN_ALL);

  it.each(SAMPLE.map((position) => [position + 1, position]))(
    'leaves journal and exchange with the same books after kill %i',
    async (number, position) => {
      const moment = moments[position];
      if (moment === undefined) throw new Error(`There is no kill ${number}.`);
      const outcome = await killOnce(world, moment, seededRandom(KILL_SEED + number));
      process.stdout.write(`kill ${number} of ${KILLS_IN_ALL}: ${outcome.moment}\n`);
      expect(outcome.faults).toEqual([]);
    },
  );
});
