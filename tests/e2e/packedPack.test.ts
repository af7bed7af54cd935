import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { ensurePackedPack, type PackedPack } from '../../scripts/n8n/packedPack';
import { ensureBuilt } from '../../scripts/support/build';
import { runCommand } from '../../scripts/support/command';
import { REPOSITORY } from '../../scripts/support/paths';
import { silentProgress } from '../../scripts/support/progress';

const NODES = [
  'BinanceMarketData',
  'RegimeClassifier',
  'GridPlanner',
  'RiskCheck',
  'PlaceOrder',
  'Reconcile',
  'FundingReport',
  'TelegramAlert',
];

const manifestSchema = z.looseObject({
  n8n: z.object({ nodes: z.array(z.string()), credentials: z.array(z.string()) }),
  dependencies: z.record(z.string(), z.string()),
});
const shapeSchema = z.object({
  name: z.string(),
  displayName: z.string(),
  icon: z.union([z.string(), z.object({ light: z.string(), dark: z.string() })]).optional(),
});

let pack: PackedPack;
let manifest: z.infer<typeof manifestSchema>;

/** Loads a class of the pack in a Node of its own, as n8n does: by `require`, outside of jest. */
async function load(file: string): Promise<z.infer<typeof shapeSchema>> {
  const className = basename(file).split('.')[0] ?? '';
  const program = `
    const made = new (require(${JSON.stringify(join(pack.folder, file))}).${className})();
    const { name, displayName, icon } = made.description ?? made;
    process.stdout.write(JSON.stringify({ name, displayName, icon }));`;
  // n8n offers its own n8n-workflow to the packs it loads (peer dependency).
  const modules = dirname(dirname(createRequire(__filename).resolve('n8n-workflow/package.json')));
  const { stdout } = await runCommand(process.execPath, ['-e', program], {
    cwd: pack.folder,
    env: { ...process.env, NODE_PATH: modules },
  });
  return shapeSchema.parse(JSON.parse(stdout));
}

beforeAll(async () => {
  await ensureBuilt(silentProgress);
  pack = await ensurePackedPack(silentProgress);
  manifest = manifestSchema.parse(
    JSON.parse(readFileSync(join(pack.folder, 'package.json'), 'utf8')),
  );
});

describe('the packed file, installed as n8n installs packs', () => {
  it('lists the eight nodes and both credentials', () => {
    expect(manifest.n8n.nodes.map((file) => basename(file, '.node.js')).sort()).toEqual(
      [...NODES].sort(),
    );
    expect(manifest.n8n.credentials.map((file) => basename(file))).toEqual([
      'BinanceApi.credentials.js',
      'TelegramBotApi.credentials.js',
    ]);
  });

  it.each(NODES)('loads %s under Node 24, with icons and codex', async (name) => {
    const file = manifest.n8n.nodes.find((one) => basename(one) === `${name}.node.js`) ?? '';
    const { name: typeName, icon } = await load(file);
    expect(typeName.toLowerCase()).toBe(name.toLowerCase());
    const folder = join(pack.folder, dirname(file));
    const icons = typeof icon === 'object' ? [icon.light, icon.dark] : [icon ?? ''];
    for (const one of icons) {
      expect(existsSync(join(folder, one.replace(/^file:/, '')))).toBe(true);
    }
    expect(existsSync(join(folder, `${name}.node.json`))).toBe(true);
  });

  it('loads both credentials', async () => {
    const names = await Promise.all(
      manifest.n8n.credentials.map(async (file) => (await load(file)).name),
    );
    expect(names).toEqual(['binanceApi', 'telegramBotApi']);
  });

  it('carries the workflows and no sources', async () => {
    const shipped = readdirSync(join(REPOSITORY, 'workflows'));
    expect(shipped.length).toBeGreaterThan(8);
    for (const file of shipped) {
      expect(existsSync(join(pack.folder, 'dist', 'workflows', file))).toBe(true);
    }
    for (const folder of ['lib', 'nodes', 'scripts', 'tests', 'node_modules/n8n-workflow']) {
      expect(existsSync(join(pack.folder, folder))).toBe(false);
    }
  });

  it('opens a database without any install script having run', async () => {
    const program =
      "const D = require('better-sqlite3'); process.stdout.write(String(new D(':memory:').prepare('SELECT 1').pluck().get()))";
    const { stdout } = await runCommand(process.execPath, ['-e', program], { cwd: pack.folder });
    expect(stdout).toBe('1');
  });
});
