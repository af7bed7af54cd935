import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError, runCommand } from './command';
import { withDirectoryLock } from './directoryLock';
import { UsageError } from './main';
import { REPOSITORY } from './paths';
import type { Progress } from './progress';

/** Everything that the built package is made from. */
const SOURCES = [
  'package.json',
  'tsconfig.json',
  'gulpfile.js',
  '{lib,nodes,credentials,workflows}/**/*.{ts,json,svg,png}',
];
const CACHE = join(REPOSITORY, 'node_modules', '.cache', 'n8n-nodes-deltagrid');
const STAMP = join(CACHE, 'build.stamp');

async function sourceHash(): Promise<string> {
  const files: string[] = [];
  for await (const file of glob(SOURCES, { cwd: REPOSITORY })) files.push(file);
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    hash
      .update(`${file}\0`)
      .update(await readFile(join(REPOSITORY, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

async function assertComplete(): Promise<void> {
  const manifest: unknown = JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8'));
  const listed = JSON.stringify(manifest).match(/dist\/[\w/.]+\.js/g) ?? [];
  const missing = listed.filter((file) => !existsSync(join(REPOSITORY, file)));
  if (missing.length > 0) {
    throw new Error(`package.json lists files that the build did not make: ${missing.join(', ')}`);
  }
}

/** Says in the compiler's own words why the sources do not compile; returns if they do. */
async function assertCompiles(tsc: string): Promise<void> {
  try {
    await runCommand(tsc, ['--noEmit', '--pretty', 'false'], { cwd: REPOSITORY });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new UsageError(`The nodes do not compile:\n${error.result.stdout.trim()}`);
  }
}

async function buildNow(): Promise<void> {
  const program = (name: string): string => join(REPOSITORY, 'node_modules', '.bin', name);
  try {
    // Empties dist, compiles, copies icons; then what n8n's tool does not know of.
    await runCommand(program('n8n-node'), ['build'], { cwd: REPOSITORY });
  } catch (error) {
    // n8n's tool wraps the compiler's words in animations.
    await assertCompiles(program('tsc'));
    throw error;
  }
  await runCommand(program('gulp'), ['--silent'], { cwd: REPOSITORY });
  await assertComplete();
}

/**
 * Builds the pack into dist and checks that every class that package.json lists was made.
 *
 * Throws with the compiler's words when something does not compile.
 */
export async function build(progress: Progress): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  await withDirectoryLock(`${STAMP}.lock`, async () => {
    const hash = await sourceHash();
    await rm(STAMP, { force: true });
    await progress.step('building the nodes', buildNow);
    await writeFile(STAMP, hash);
  });
}

/** Builds the pack unless dist was made from just these sources. */
export async function ensureBuilt(progress: Progress): Promise<void> {
  const stamp = await readFile(STAMP, 'utf8').catch(() => '');
  const isCurrent = existsSync(join(REPOSITORY, 'dist')) && stamp === (await sourceHash());
  if (!isCurrent) await build(progress);
}
