import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The folder of the repository, absolute. */
export const REPOSITORY = resolve(__dirname, '..', '..');

/** The user's cache folder of this project (XDG base directory specification), absolute. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment['XDG_CACHE_HOME'];
  const root = base !== undefined && base !== '' ? base : join(homedir(), '.cache');
  return join(root, 'n8n-nodes-deltagrid');
}
