import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 500;
/** A lock folder without a readable owner is taken for abandoned after this long. */
const OWNERLESS_MS = 30_000;

/** Compares a system error's code; by shape, because jest's errors are of another realm. */
function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return hasCode(error, 'EPERM');
  }
}

async function isAbandoned(folder: string): Promise<boolean> {
  try {
    return !isAlive(Number(await readFile(join(folder, 'pid'), 'utf8')));
  } catch {
    const made = await stat(folder).catch(() => undefined);
    return (
      made !== undefined && performance.timeOrigin + performance.now() - made.mtimeMs > OWNERLESS_MS
    );
  }
}

/**
 * Runs `work` while no other process of this machine holds the lock `folder`, and returns its result.
 *
 * Waits for the other process as long as it lives; a lock whose owner died is taken over.
 */
export async function withDirectoryLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      // mkdir of an existing folder fails: that makes it the atomic test-and-set of a file system.
      await mkdir(folder);
      break;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      if (await isAbandoned(folder)) await rm(folder, { recursive: true, force: true });
      else await sleep(POLL_MS);
    }
  }
  try {
    await writeFile(join(folder, 'pid'), String(process.pid));
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
