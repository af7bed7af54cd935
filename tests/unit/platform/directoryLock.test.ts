import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withDirectoryLock } from '../../../scripts/support/directoryLock';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deltagrid-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a lock on a folder', () => {
  it('lets one work at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
    };
    const lock = join(folder, 'lock');
    await Promise.all([withDirectoryLock(lock, work), withDirectoryLock(lock, work)]);
    expect(most).toBe(1);
  });

  it('is given back when the work throws', async () => {
    const lock = join(folder, 'lock');
    const fail = (): Promise<never> => Promise.reject(new Error('no'));
    await expect(withDirectoryLock(lock, fail)).rejects.toThrow('no');
    await expect(withDirectoryLock(lock, () => Promise.resolve(1))).resolves.toBe(1);
  });

  it('is taken over from a process that died', async () => {
    const lock = join(folder, 'lock');
    await mkdir(lock);
    // No system has a process of this number: it is above the largest that Linux gives.
    await writeFile(join(lock, 'pid'), '99999999');
    await expect(withDirectoryLock(lock, () => Promise.resolve(1))).resolves.toBe(1);
  });
});
