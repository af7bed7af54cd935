import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../support/command';
import { withDirectoryLock } from '../support/directoryLock';
import { REPOSITORY } from '../support/paths';
import type { Progress } from '../support/progress';

/** The pack as n8n would have it on disk after an installation. */
export interface PackedPack {
  readonly name: string;
  readonly version: string;
  /** The unpacked package with its own node_modules; treat as read-only, copy from it. */
  readonly folder: string;
}

/** The flags of n8n's installer (community-packages.service.js, `downloadPackage`; reference n8n 0.1). */
const INSTALLER_FLAGS = [
  '--audit=false',
  '--fund=false',
  '--bin-links=false',
  '--install-strategy=shallow',
  '--ignore-scripts=true',
  '--package-lock=false',
];
const STRIPPED = ['devDependencies', 'peerDependencies', 'optionalDependencies'];
const STALE_MS = 24 * 60 * 60 * 1000;

async function readManifest(folder: string): Promise<Record<string, unknown>> {
  const parsed: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (typeof parsed !== 'object' || parsed === null) {
    throw new Error(`${folder}/package.json is not an object.`);
  }
  return { ...parsed };
}

async function describe(folder: string): Promise<PackedPack> {
  const { name, version } = await readManifest(folder);
  if (typeof name !== 'string' || typeof version !== 'string') {
    throw new Error(`${folder}/package.json has no name or no version.`);
  }
  return { name, version, folder };
}

async function pack(source: string, destination: string): Promise<string> {
  await runCommand('npm', ['pack', '--silent', '--pack-destination', destination], { cwd: source });
  const file = (await readdir(destination)).find((entry) => entry.endsWith('.tgz'));
  if (file === undefined) throw new Error('npm pack left no file.');
  return join(destination, file);
}

async function installAsN8nDoes(tarball: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await runCommand('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], {
    cwd: folder,
  });
  const manifest = await readManifest(folder);
  for (const key of STRIPPED) delete manifest[key];
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await runCommand('npm', ['install', ...INSTALLER_FLAGS], { cwd: folder });
}

async function removeStale(cache: string, keep: string): Promise<void> {
  for (const entry of await readdir(cache)) {
    const path = join(cache, entry);
    const seen = await stat(path).catch(() => undefined);
    const age = seen === undefined ? 0 : performance.timeOrigin + performance.now() - seen.mtimeMs;
    if (path !== keep && age > STALE_MS) await rm(path, { recursive: true, force: true });
  }
}

/**
 * Packs the built package in `source` and installs the packed file exactly as n8n does.
 *
 * The result is kept by the hash of the packed file, so that the same build is installed once.
 * The package must have been built. Throws with npm's own words when packing or installing fails.
 */
export async function ensurePackedPack(
  progress: Progress,
  source: string = REPOSITORY,
): Promise<PackedPack> {
  const cache = join(REPOSITORY, 'node_modules', '.cache', 'n8n-nodes-deltagrid', 'packs');
  await mkdir(cache, { recursive: true });
  return withDirectoryLock(`${cache}.lock`, async () => {
    const scratch = await mkdtemp(join(cache, 'packing-'));
    try {
      const tarball = await pack(source, scratch);
      const hash = createHash('sha256')
        .update(await readFile(tarball))
        .digest('hex')
        .slice(0, 16);
      const folder = join(cache, hash);
      if (!existsSync(folder)) {
        await progress.step('installing the packed nodes as n8n does', async () => {
          const unfinished = join(scratch, 'package');
          await installAsN8nDoes(tarball, unfinished);
          await rename(unfinished, folder);
        });
      }
      await removeStale(cache, folder);
      return await describe(folder);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  });
}

/** Puts a copy of the pack where an n8n with the user folder `userFolder` looks for it. */
export async function placePack(pack: PackedPack, userFolder: string): Promise<void> {
  const nodes = join(userFolder, '.n8n', 'nodes');
  await mkdir(join(nodes, 'node_modules'), { recursive: true });
  await cp(pack.folder, join(nodes, 'node_modules', pack.name), { recursive: true });
  const ledger = {
    name: 'installed-nodes',
    private: true,
    dependencies: { [pack.name]: pack.version },
  };
  await writeFile(join(nodes, 'package.json'), `${JSON.stringify(ledger, null, 2)}\n`);
}
