import type { IDataObject, INodeParameters, IWorkflowBase } from 'n8n-workflow';
import { itemSchema } from '../../lib/model/item';
import { type BotStub, startBotStub } from './harness/botStub';
import { Harness, type Outcome, shippedWorkflow } from './harness/Harness';

const LOOP = shippedWorkflow('01-strategy-loop.json');
const FLATTEN = shippedWorkflow('02-manual-flatten.json');
const FORM = shippedWorkflow('05-flatten-form.json');
const PAUSE = shippedWorkflow('06-pause.json');
const RESUME = shippedWorkflow('07-resume.json');
const RELEASE = shippedWorkflow('08-release-after-a-stop.json');
const ARM = shippedWorkflow('09-arm-live-trading.json');
const DISARM = shippedWorkflow('10-disarm-live-trading.json');
const MINUTE_MS = 60_000;

/** The workflow with other values for some parameters of a node. */
function withParameters(
  workflow: IWorkflowBase,
  node: string,
  parameters: INodeParameters,
): IWorkflowBase {
  const nodes = workflow.nodes.map((each) =>
    each.name === node ? { ...each, parameters: { ...each.parameters, ...parameters } } : each,
  );
  return { ...workflow, nodes };
}

function denials(outcome: Outcome): string[] {
  return (itemSchema.parse(outcome.item('Risk Check', 1)).risk?.denials ?? []).map(
    ({ code }) => code,
  );
}

function latches(outcome: Outcome): unknown {
  return outcome.item('Portfolio Status')['portfolio'];
}

describe('what a person does by hand', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
    expect((await harness.run(LOOP, 'Run Once')).status).toBe('success');
  });
  afterAll(() => harness.stop());

  it('pauses: resting buys go, what is held and its hedge stay', async () => {
    const before = await harness.report();
    const paused = await harness.run(PAUSE, 'Pause Now');
    expect(paused.problem.message).toBe('');
    expect(paused.item('Pause')['pause']).toEqual({ paused: true, reason: 'paused by hand' });
    expect(latches(paused)).toMatchObject({ latches: [{ name: 'pause' }] });
    expect(paused.item('Pause Alert')['alert']).toEqual({ delivery: 'notConfigured' });

    await harness.advance(MINUTE_MS);
    const outcome = await harness.run(LOOP, 'Run Once');
    expect(denials(outcome)).toContain('PAUSED');
    const after = await harness.report();
    expect(after.openOrdersExchange).toBeLessThan(before.openOrdersExchange);
    expect(Number(after.symbols[0]?.futuresPosition)).toBeLessThan(0);
  });

  it('resumes: the pause ends, and nothing else', async () => {
    await harness.run(FLATTEN, 'Flatten Now');
    const resumed = await harness.run(RESUME, 'Resume Now');
    expect(resumed.problem.message).toBe('');
    expect(resumed.item('Resume')['pause']).toEqual({ paused: false, reason: null });
    expect(latches(resumed)).toMatchObject({ latches: [{ name: 'killSwitch' }] });
    expect(denials(await harness.run(LOOP, 'Run Once'))).toContain('KILL_SWITCH');
  });

  it('releases kill switch and breakers after a stop, and the loop enters again', async () => {
    const released = await harness.run(RELEASE, 'Release Now');
    expect(released.problem.message).toBe('');
    expect(released.item('Portfolio Status')).toMatchObject({
      killSwitch: { engaged: false },
      breakerReset: { latched: [] },
      portfolio: { latches: [], breakers: [] },
    });
    await harness.advance(MINUTE_MS);
    const outcome = await harness.run(LOOP, 'Run Once');
    expect(itemSchema.parse(outcome.item('Place Order')).execution?.placed).toBeGreaterThan(5);
  });

  it('arms only where LIVE was written, and only by hand', async () => {
    const shipped = await harness.run(ARM, 'Arm Now');
    expect(shipped.status).toBe('error');
    expect(shipped.problem.message).toMatch(/"Confirmation" of item 0 is not "LIVE"/);
    expect(shipped.timesRun('Armed Alert')).toBe(0);

    const written = withParameters(ARM, 'Arm', { armingConfirmation: 'LIVE' });
    const scheduled = await harness.run(written, 'Arm Now', { mode: 'trigger' });
    expect(scheduled.problem.message).toMatch(/armed by a person only/);

    const armed = await harness.run(written, 'Arm Now');
    expect(armed.item('Arm')['arming']).toMatchObject({
      armed: true,
      workflow: LOOP.id,
      armedAt: expect.any(Number),
    });
    const disarmed = await harness.run(DISARM, 'Disarm Now');
    expect(disarmed.item('Disarm')['arming']).toMatchObject({
      armed: false,
      workflow: LOOP.id,
      armedAt: null,
    });
  });
});

describe('the form of Flatten', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
    expect((await harness.run(LOOP, 'Run Once')).status).toBe('success');
  });
  afterAll(() => harness.stop());

  const submit = (form: IDataObject) =>
    harness.run(FORM, 'Flatten Form', {
      items: [{ ...form, submittedAt: '2026-01-05T00:00:00.000+00:00', formMode: 'test' }],
    });

  it.each([
    { symbols: 'BTCUSDT', confirmation: 'flatten' },
    { symbols: 'BTCUSDT', confirmation: '' },
    { symbols: 'BTCUSDT' },
    { symbols: ' ', confirmation: 'FLATTEN' },
    { symbols: 'BTC/USDT', confirmation: 'FLATTEN' },
    { confirmation: 'FLATTEN' },
  ])('does nothing for %j, and says so', async (form) => {
    const before = await harness.report();
    const outcome = await submit(form);
    expect(outcome.problem.message).toBe('');
    expect(outcome.timesRun('Nothing Was Done')).toBe(1);
    expect(outcome.timesRun('Flatten as Confirmed')).toBe(0);
    expect(await harness.report()).toEqual(before);
  });

  it('flattens each symbol once when the word is right', async () => {
    const outcome = await submit({ symbols: 'btcusdt, ETHUSDT BTCUSDT', confirmation: 'FLATTEN' });
    expect(outcome.problem.message).toBe('');
    const items = outcome.items('What Was Done');
    expect(items.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect(items[0]?.['execution']).toMatchObject({ status: 'done', residual: { position: '0' } });
    expect(items[1]?.['execution']).toMatchObject({ status: 'done', placed: 0 });
    expect(outcome.timesRun('Nothing Was Done')).toBe(0);
    const report = await harness.report();
    expect(report.openOrdersExchange).toBe(0);
    expect(Number(report.symbols[0]?.futuresPosition)).toBe(0);
  });
});

describe('what the workflows tell', () => {
  let harness: Harness;
  let bot: BotStub;
  beforeAll(async () => {
    harness = await Harness.start();
    bot = await startBotStub();
  });
  afterAll(async () => {
    await bot.close();
    await harness.stop();
  });

  it.each([
    [PAUSE, 'Pause Now', 'Deltagrid on simulator is paused: paused by hand'],
    [RESUME, 'Resume Now', 'Deltagrid on simulator goes on: the pause has ended'],
    [
      RELEASE,
      'Release Now',
      'Deltagrid on simulator: the kill switch is released, 0 breakers were reset',
    ],
    [
      withParameters(ARM, 'Arm', { armingConfirmation: 'LIVE' }),
      'Arm Now',
      /^Deltagrid: the workflow deltagridLoop01 is armed for the account \S+$/,
    ],
    [DISARM, 'Disarm Now', 'Deltagrid: the workflow deltagridLoop01 is not armed any more'],
  ])('sends what it did: $name', async (workflow, start, text) => {
    const telegramBotApi = { botToken: '1:token', chatId: '42', baseUrl: bot.url };
    const credentials = { ...harness.credentials, telegramBotApi };
    const outcome = await harness.run(workflow, start, { credentials });
    expect(outcome.problem.message).toBe('');
    const sent: unknown = JSON.parse(bot.seen.at(-1)?.body ?? '{}');
    const expected = typeof text === 'string' ? text : expect.stringMatching(text);
    expect(sent).toMatchObject({ text: expected });
  });
});
