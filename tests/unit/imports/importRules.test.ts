import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const REPOSITORY = resolve(__dirname, '..', '..', '..');
const ESLINT = join(REPOSITORY, 'node_modules', 'eslint', 'bin', 'eslint.js');

/** Lints a text as if it were the file; returns the names of the rules it breaks. */
function brokenRules(file: string, text: string): string[] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [ESLINT, '--stdin', '--stdin-filename', file, '--format', 'json'],
    { cwd: REPOSITORY, input: text, encoding: 'utf8' },
  );
  if (stdout === '') throw new Error(stderr);
  const [result]: { messages: { ruleId: string | null; message: string }[] }[] = JSON.parse(stdout);
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
}

describe('the table of who may import whom', () => {
  it('has every room of lib', () => {
    const rooms = readdirSync(join(REPOSITORY, 'lib'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    const table = execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        "import { ROOMS } from './scripts/imports/rooms.mjs'; console.log(ROOMS.map((one) => one.room).join())",
      ],
      { cwd: REPOSITORY, encoding: 'utf8' },
    );
    expect(table.trim().split(',')).toEqual(expect.arrayContaining(rooms));
  });

  it.each([
    [
      'a room outside the row',
      'lib/model/probe.ts',
      "import type { Journal } from '../journal/port';\nexport type Probe = Journal;\n",
      'import-x/no-restricted-paths',
    ],
    [
      'a room of which only the port is open',
      'lib/execution/probe.ts',
      "import { openDatabase } from '../journal/sqlite/database';\nexport const probe = openDatabase;\n",
      'import-x/no-restricted-paths',
    ],
    [
      'n8n in lib',
      'lib/session/probe.ts',
      "import { NodeOperationError } from 'n8n-workflow';\nexport const probe = NodeOperationError;\n",
      '@typescript-eslint/no-restricted-imports',
    ],
    [
      'values of the model in the simulator',
      'lib/simulator/engine/probe.ts',
      "import { ORDER_STATES } from '../../model/order';\nexport const probe = ORDER_STATES;\n",
      '@typescript-eslint/no-restricted-imports',
    ],
    [
      'files in a pure room',
      'lib/strategy/probe.ts',
      "import { readFileSync } from 'node:fs';\nexport const probe = readFileSync;\n",
      '@typescript-eslint/no-restricted-imports',
    ],
    [
      'the clock in lib',
      'lib/exchange/probe.ts',
      'export const probe = (): number => Date.now();\n',
      'no-restricted-syntax',
    ],
  ])('refuses %s', (_what, file, text, rule) => {
    expect(brokenRules(file, text)).toContain(rule);
  });

  it.each([
    [
      'what the row allows',
      'lib/execution/probe.ts',
      "import type { Journal } from '../journal/port';\nimport { ORDER_STATES } from '../model/order';\nexport const probe = (journal: Journal): unknown => [journal, ORDER_STATES];\n",
    ],
    [
      'types of the model in the simulator',
      'lib/simulator/engine/probe.ts',
      "import type { OrderState } from '../../model/order';\nexport type Probe = OrderState;\n",
    ],
  ])('lets %s pass', (_what, file, text) => {
    expect(brokenRules(file, text)).toEqual([]);
  });
});
