import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentWithThisNode, runCommand } from '../../scripts/support/command';
import { REPOSITORY } from '../../scripts/support/paths';
import { TestAuthority } from '../support/venues/certificates';
import { rerouting } from '../support/venues/environment';
import { PaperVenue } from '../support/venues/PaperVenue';

/** Whom the product believes to be the exchange, in a process of its own. */

const authority = new TestAuthority(Date.now());
let folder: string;
let venue: PaperVenue;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deltagrid-tls-'));
  venue = await PaperVenue.start('mainnet', folder, authority);
});
afterAll(async () => {
  await venue.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function askTime(
  trusted: TestAuthority,
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const route = rerouting(folder, trusted, [venue]);
  const program = ['--import', 'tsx', join('tests', 'support', 'venues', 'askTime.ts')];
  const { stdout } = await runCommand(process.execPath, program, {
    cwd: REPOSITORY,
    env: environmentWithThisNode({ ...route.variables, ...variables }),
  });
  return stdout;
}

it('believes a host whose certificate an authority of this machine has signed', async () => {
  expect(await askTime(authority)).toBe('answered');
  expect(venue.requests).toMatchObject([
    { serverName: 'api.binance.com', hostHeader: 'api.binance.com', path: '/api/v3/time' },
  ]);
});

it.each([
  ['as it is', {}],
  ['even in a process that was told to believe anybody', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
])('believes no other: %s', async (_what, variables) => {
  const before = venue.requests.length;
  expect(await askTime(new TestAuthority(Date.now()), variables)).toMatch(/^TransientError/);
  expect(venue.requests).toHaveLength(before);
});

it('does not look at proxies', async () => {
  const proxy = 'http://127.0.0.1:9';
  const variables = { HTTPS_PROXY: proxy, https_proxy: proxy, ALL_PROXY: proxy };
  expect(await askTime(authority, variables)).toBe('answered');
});
