import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const doomed = new Set<string>();
process.on('exit', () => {
  for (const folder of doomed) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** Makes a temporary folder that is removed when this process ends, however it ends by itself. */
export function makeTemporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  doomed.add(folder);
  return folder;
}

/** Lets a temporary folder outlive this process. */
export function keepTemporaryFolder(folder: string): void {
  doomed.delete(folder);
}
