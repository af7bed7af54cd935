/** The major version of Node that n8n 2.41 and better-sqlite3 13 need (reference n8n 2.8). */
export const REQUIRED_NODE_MAJOR = 24;

/**
 * Refuses to go on under another major version of Node.
 *
 * Throws an Error that says what to do. The scripts are meant to be started through
 * `npm run …`, whose bootstrap fetches the right Node by itself.
 */
export function assertNodeVersion(version: string = process.versions.node): void {
  const major = Number(version.split('.')[0]);
  if (major === REQUIRED_NODE_MAJOR) return;
  throw new Error(
    `This script runs under Node ${REQUIRED_NODE_MAJOR} and was started with Node ${version}. ` +
      'Start it through npm (for example "npm run demo"): that fetches and uses the right Node.',
  );
}
