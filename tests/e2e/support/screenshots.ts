import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where pictures go: the folder that DELTAGRID_SCREENSHOTS names, else a temporary one. */
export function screenshotFile(name: string): string {
  const folder = process.env['DELTAGRID_SCREENSHOTS'] ?? join(tmpdir(), 'deltagrid-screenshots');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.png`);
}
