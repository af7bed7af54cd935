import { readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { FLATTEN, LOOP, readWorkflow } from '../../scripts/demo/workflowFiles';
import { valueAt } from '../../scripts/n8n/json';
import { ensurePackedPack } from '../../scripts/n8n/packedPack';
import { ensureN8nRuntime } from '../../scripts/n8n/runtime';
import { ensureBuilt } from '../../scripts/support/build';
import { createProgress } from '../../scripts/support/progress';
import { makeTemporaryFolder } from '../../scripts/support/temporaryFolder';
import { TestAuthority } from '../support/venues/certificates';
import { rerouting, type Rerouting } from '../support/venues/environment';
import { PaperVenue, type VenueName } from '../support/venues/PaperVenue';
import { VenueN8n } from './support/VenueN8n';

/**
 * A workflow moves from the n8n of a testnet account to that of a mainnet account. Both run the code
 * of their environment: the fixed hosts lead to front-ends on this machine, and nowhere else.
 */

const NAMES: readonly VenueName[] = ['testnet', 'mainnet'];

let folder: string;
let venues: Record<VenueName, PaperVenue>;
let routes: Record<VenueName, Rerouting>;
let n8ns: Record<VenueName, VenueN8n>;

beforeAll(async () => {
  const progress = createProgress();
  const runtime = await ensureN8nRuntime(progress);
  await ensureBuilt(progress);
  const pack = await ensurePackedPack(progress);
  folder = makeTemporaryFolder('deltagrid-environments-');
  const authority = new TestAuthority(Date.now());
  const [testnet, mainnet] = await Promise.all([
    PaperVenue.start('testnet', folder, authority),
    PaperVenue.start('mainnet', folder, authority),
  ]);
  venues = { testnet, mainnet };
  const route = async (name: VenueName): Promise<Rerouting> => {
    await mkdir(join(folder, name));
    // Both can reach all four hosts: only the product keeps them apart.
    return rerouting(join(folder, name), authority, [testnet, mainnet]);
  };
  routes = { testnet: await route('testnet'), mainnet: await route('mainnet') };
  const start = (name: VenueName): Promise<VenueN8n> =>
    progress.step(`starting the n8n of ${name}`, () =>
      VenueN8n.start(runtime, pack, join(folder, name), routes[name], [name, venues[name]]),
    );
  n8ns = { testnet: await start('testnet'), mainnet: await start('mainnet') };
});

afterAll(async () => {
  await Promise.all(NAMES.map((name) => n8ns?.[name].stop()));
  await Promise.all(NAMES.map((name) => venues?.[name].stop()));
});

/** Requests at a venue's hosts since it was last asked. */
const counted: Record<VenueName, number> = { testnet: 0, mainnet: 0 };
function newRequests(name: VenueName): number {
  const count = venues[name].requests.length - counted[name];
  counted[name] = venues[name].requests.length;
  return count;
}

function journal(name: VenueName): { environment: string; account: string; tag: string } {
  const file = join(n8ns[name].dataFolder, `${name}-default.sqlite`);
  const database = new Database(file, { readonly: true });
  try {
    const rows: { key: string; value: string }[] = database
      .prepare<[], { key: string; value: string }>('SELECT key, value FROM app_state')
      .all();
    const value = (key: string): string => rows.find((row) => row.key === key)?.value ?? '';
    return {
      environment: value('binding/environment'),
      account: value('binding/account'),
      tag: value('binding/tag'),
    };
  } finally {
    database.close();
  }
}

const exported = (): string => join(folder, 'exported.json');
const tagsOf = (ids: readonly string[]): string[] => [
  ...new Set(ids.map((id) => id.split('-')[0] ?? '')),
];

it('trades at the hosts of Testnet with the credential of Testnet', async () => {
  const { testnet } = n8ns;
  await testnet.add(await readWorkflow(LOOP.file));
  const runs = [await testnet.run(), await testnet.run()];
  expect(runs.map(({ status, reason }) => `${status} ${reason}`)).toEqual(['success ', 'success ']);
  expect(valueAt(runs[0]?.item, 'environment')).toBe('testnet');
  expect(venues.testnet.clientOrderIds.length).toBeGreaterThan(5);
  expect((await venues.testnet.report()).openOrdersExchange).toBeGreaterThan(5);
  for (const { requests } of venues.testnet.frontEnds) expect(requests.length).toBeGreaterThan(5);
  expect(newRequests('testnet')).toBeGreaterThan(30);
  expect(newRequests('mainnet')).toBe(0);
});

it('moves as it is, and does nothing before the credential is chosen', async () => {
  await n8ns.testnet.exportTo(exported(), LOOP.id);
  expect(readFileSync(exported(), 'utf8')).not.toContain(venues.testnet.key);
  await n8ns.mainnet.importFrom(exported());
  const before = await n8ns.mainnet.run();
  expect(before.status).toBe('error');
  expect(before.reason).toMatch(/credential/i);
  expect([newRequests('testnet'), newRequests('mainnet')]).toEqual([0, 0]);
  await n8ns.mainnet.chooseCredential(LOOP.id);
  const shipped = await readWorkflow(LOOP.file);
  const moved = await n8ns.mainnet.workflow(LOOP.id);
  const parameters = (nodes: typeof moved.nodes): unknown[] =>
    nodes.map(({ name, type, parameters: given }) => ({ name, type, given }));
  expect(parameters(moved.nodes)).toEqual(parameters(shipped.nodes));
});

it('places nothing on Mainnet before a person has armed it, nor with a key that may withdraw', async () => {
  for (const frontEnd of venues.mainnet.frontEnds) frontEnd.keysMayWithdraw = true;
  const { status, reason, item } = await n8ns.mainnet.run();
  expect(`${status} ${reason}`).toBe('success ');
  expect(valueAt(item, 'environment')).toBe('mainnet');
  const denials = valueAt(item, 'risk', 'denials');
  expect(denials).toEqual(expect.arrayContaining([expect.objectContaining({ code: 'NOT_ARMED' })]));
  const refused = valueAt(item, 'execution', 'denials');
  const withdrawals = expect.objectContaining({ code: 'KEY_MAY_WITHDRAW' });
  expect(refused).toEqual(expect.arrayContaining([withdrawals]));
  // The person makes another key of it: that counts from the next run on.
  for (const frontEnd of venues.mainnet.frontEnds) frontEnd.keysMayWithdraw = false;
  expect(newRequests('mainnet')).toBeGreaterThan(15);
  expect(venues.mainnet.clientOrderIds).toEqual([]);
  expect(await venues.mainnet.report()).toMatchObject({ ordersPlaced: 0, openOrdersExchange: 0 });
});

it('trades at the hosts of Mainnet once a person has armed it', async () => {
  const armed = await n8ns.mainnet.runRiskCheck('armLoop', {
    operation: 'armLive',
    armedWorkflow: LOOP.id,
    armingConfirmation: 'LIVE',
  });
  expect(`${armed.status} ${armed.reason}`).toBe('success ');
  expect(valueAt(armed.item, 'arming', 'armed')).toBe(true);
  const runs = [await n8ns.mainnet.run(), await n8ns.mainnet.run()];
  expect(runs.map(({ status, reason }) => `${status} ${reason}`)).toEqual(['success ', 'success ']);
  expect(venues.mainnet.clientOrderIds.length).toBeGreaterThan(5);
  const { ordersPlaced, openOrdersExchange, symbols } = await venues.mainnet.report();
  expect(openOrdersExchange).toBeGreaterThan(5);
  expect(symbols.map(({ futuresPosition }) => Number(futuresPosition) < 0)).toEqual([true]);
  // Nothing came to the exchange but through the hosts that were watched.
  expect(ordersPlaced).toBe(venues.mainnet.clientOrderIds.length);
  for (const { requests } of venues.mainnet.frontEnds) expect(requests.length).toBeGreaterThan(5);
  const asked = venues.mainnet.requests.map(({ path }) => path);
  expect(asked).toContain('/sapi/v1/account/apiRestrictions');
});

it('takes everything down on Mainnet, armed or not', async () => {
  const disarmed = await n8ns.mainnet.runRiskCheck('disarmLoop', {
    operation: 'disarmLive',
    armedWorkflow: LOOP.id,
  });
  expect(valueAt(disarmed.item, 'arming', 'armed')).toBe(false);
  await n8ns.mainnet.add(await readWorkflow(FLATTEN.file));
  const { status, reason, item } = await n8ns.mainnet.run(FLATTEN.id, FLATTEN.trigger);
  expect(`${status} ${reason}`).toBe('success ');
  expect(valueAt(item, 'execution', 'status')).toBe('done');
  const { openOrdersExchange, symbols } = await venues.mainnet.report();
  expect(openOrdersExchange).toBe(0);
  expect(symbols.map(({ futuresPosition }) => Number(futuresPosition))).toEqual([0]);
});

it('has shown nothing of the one environment to the other', () => {
  // Since the workflow left the testnet n8n, nothing was asked of Testnet.
  expect(newRequests('testnet')).toBe(0);
  expect(NAMES.flatMap((name) => venues[name].strays)).toEqual([]);
  const [testnet, mainnet] = [journal('testnet'), journal('mainnet')];
  expect([testnet.environment, mainnet.environment]).toEqual(NAMES);
  expect(testnet.account).not.toBe(mainnet.account);
  for (const name of NAMES) {
    const { requests, clientOrderIds, key } = venues[name];
    expect(tagsOf(clientOrderIds)).toEqual([`dg${journal(name).tag}`]);
    expect(new Set(clientOrderIds).size).toBe(clientOrderIds.length);
    expect([...new Set(requests.map(({ apiKey }) => apiKey))]).toEqual([key]);
    const files = readdirSync(n8ns[name].dataFolder).filter((file) => file.endsWith('.sqlite'));
    expect(files.sort()).toEqual(['machine.sqlite', `${name}-default.sqlite`].sort());
    // n8n asks its maker for news; the nodes asked nobody else.
    const others = routes[name].refusedHosts().filter((host) => !host.endsWith('.n8n.io'));
    expect(others).toEqual([]);
  }
  expect(testnet.tag).not.toBe(mainnet.tag);
  const traces = [`dg${testnet.tag}`, testnet.account, venues.testnet.key, venues.testnet.secret];
  const places = [
    readFileSync(exported(), 'latin1'),
    JSON.stringify(venues.mainnet.requests),
    ...readdirSync(n8ns.mainnet.dataFolder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')),
  ];
  expect(places.length).toBeGreaterThan(3);
  for (const trace of traces) {
    expect(trace.length).toBeGreaterThan(5);
    expect(places.filter((text) => text.includes(trace))).toEqual([]);
  }
});
