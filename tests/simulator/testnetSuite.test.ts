import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, environmentWithThisNode, runCommand } from '../../scripts/support/command';
import { REPOSITORY } from '../../scripts/support/paths';
import { KEY_VARIABLE, SECRET_VARIABLE } from '../../scripts/support/testnetKeys';
import { startProcessGroup } from '../../scripts/support/processGroup';
import { TestAuthority } from '../support/venues/certificates';
import { rerouting } from '../support/venues/environment';
import { PaperVenue } from '../support/venues/PaperVenue';

/** `npm run test:testnet` itself, against a paper exchange behind the hosts of the demo exchange. */

/** A jest within a jest, on machines that do other things too. */
const LIMIT_MS = 240_000;

let folder: string;
let venue: PaperVenue;
const authority = new TestAuthority(Date.now());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deltagrid-testnet-suite-'));
  venue = await PaperVenue.start('testnet', folder, authority);
});
afterEach(async () => {
  await venue.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The variables of a process that takes the venue for the demo exchange. */
function suiteVariables(given: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...rerouting(folder, authority, [venue]).variables,
    XDG_CACHE_HOME: join(folder, 'cache'),
    CI: '',
    // The tally of the run that this is part of.
    TALLY_FILE: '',
    [KEY_VARIABLE]: '',
    [SECRET_VARIABLE]: '',
    ...given,
  };
}

async function runSuite(
  variables: Readonly<Record<string, string>>,
): Promise<{ exitCode: number; output: string }> {
  const program = ['--import', 'tsx', join('scripts', 'testTestnet.ts')];
  try {
    return await runCommand(process.execPath, program, {
      cwd: REPOSITORY,
      env: environmentWithThisNode(suiteVariables(variables)),
      timeoutMs: LIMIT_MS,
    });
  } catch (error) {
    if (error instanceof CommandError) return error.result;
    throw error;
  }
}

const keys = () => ({ [KEY_VARIABLE]: venue.key, [SECRET_VARIABLE]: venue.secret });

async function expectNothingLeft(): Promise<void> {
  const { ordersPlaced, openOrdersExchange, symbols } = await venue.report();
  // Far away, entry, exit: conditional orders have a count of their own.
  expect(ordersPlaced).toBeGreaterThanOrEqual(3);
  expect(openOrdersExchange).toBe(0);
  expect(symbols.map(({ futuresPosition }) => Number(futuresPosition))).toEqual([0]);
  expect(symbols.map(({ spotBase }) => Number(spotBase))).toEqual([0]);
  expect(venue.strays).toEqual([]);
  // What is counted for the machine is kept, a journal is not needed any more.
  const files = readdirSync(join(folder, 'cache', 'n8n-nodes-deltagrid', 'testnet', 'deltagrid'));
  expect(files.filter((name) => !name.startsWith('machine.sqlite'))).toEqual([]);
}

it(
  'passes, and leaves nothing behind',
  async () => {
    const { exitCode, output } = await runSuite(keys());
    expect(`${exitCode} ${output}`).toMatch(/^0 /);
    expect(output).toMatch(/Tests:\s+3 passed, 3 total/);
    expect(output).not.toContain(venue.secret);
    const paths = venue.requests.map(({ method, path }) => `${method} ${path}`);
    expect(paths).toEqual(
      expect.arrayContaining(['POST /api/v3/order', 'DELETE /api/v3/order', 'POST /fapi/v1/order']),
    );
    expect(paths.filter((path) => path === 'POST /fapi/v1/algoOrder')).toHaveLength(3);
    await expectNothingLeft();
  },
  LIMIT_MS,
);

it(
  'fails and still cleans up when the exchange does not do as it is told',
  async () => {
    // The stop is not cancelled, so that nothing has to be restored.
    const fault = { route: 'DELETE /fapi/v1/algoOrder', kind: 'status', status: 400, code: -2011 };
    await venue.addFaults(fault);
    const { exitCode, output } = await runSuite(keys());
    expect(exitCode).toBe(1);
    expect(output).toMatch(/Tests:\s+1 failed, 2 passed, 3 total/);
    await expectNothingLeft();
  },
  LIMIT_MS,
);

it(
  'takes down what a run left behind that was killed',
  async () => {
    const jest = join(REPOSITORY, 'node_modules', 'jest', 'bin', 'jest.js');
    const program = [jest, '--selectProjects', 'testnet', '--runInBand'];
    const run = startProcessGroup(program, {
      cwd: REPOSITORY,
      env: environmentWithThisNode(suiteVariables(keys())),
      logFile: join(folder, 'killed.log'),
    });
    const isProtected = () =>
      venue.requests.filter(({ path, status }) => path.endsWith('/algoOrder') && status === 200);
    while (isProtected().length < 2 && !run.ended()) await sleep(5);
    run.signal('SIGKILL');
    await run.whenEnded;
    const [left] = (await venue.report()).symbols;
    expect(Number(left?.futuresPosition)).toBeGreaterThan(0);
    const { exitCode, output } = await runSuite(keys());
    expect(`${exitCode} ${output}`).toMatch(/^0 /);
    await expectNothingLeft();
  },
  LIMIT_MS,
);

it.each([
  ['both keys', {}, [KEY_VARIABLE, SECRET_VARIABLE]],
  ['the secret', { [KEY_VARIABLE]: 'a-key' }, [SECRET_VARIABLE]],
])('refuses to run without %s, and says what to set', async (_what, variables, named) => {
  const { exitCode, output } = await runSuite(variables);
  expect(exitCode).toBe(1);
  for (const name of named) expect(output).toContain(name);
  expect(output).toContain('demo.binance.com');
  expect(venue.requests).toEqual([]);
});

it('refuses to run in a CI', async () => {
  const { exitCode, output } = await runSuite({ ...keys(), CI: 'true' });
  expect(exitCode).toBe(1);
  expect(output).toContain('not for a CI');
  expect(venue.requests).toEqual([]);
});
