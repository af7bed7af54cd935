import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestAuthority } from './certificates';
import type { PaperVenue } from './PaperVenue';

/** What makes a process of its own reach the front-ends by the exchange's own names. */
export interface Rerouting {
  /** Variables of the process: Node reads them before its first line. */
  variables: Readonly<Record<string, string>>;
  /** Hosts that were wanted and are neither of the exchange nor of this machine. */
  refusedHosts(): string[];
}

/** Prepares a process whose files are in `folder` to reach these venues, trusting the authority. */
export function rerouting(
  folder: string,
  authority: TestAuthority,
  venues: readonly PaperVenue[],
): Rerouting {
  const certificateFile = join(folder, 'test-authority.pem');
  const logFile = join(folder, 'refused-hosts.log');
  writeFileSync(certificateFile, authority.cert);
  const hosts = venues.flatMap(({ frontEnds }) => frontEnds.map(({ host, port }) => [host, port]));
  return {
    variables: {
      NODE_EXTRA_CA_CERTS: certificateFile,
      NODE_OPTIONS: `--require ${JSON.stringify(join(__dirname, 'rerouting.cjs'))}`,
      REROUTED_HOSTS: JSON.stringify(Object.fromEntries(hosts)),
      REROUTING_LOG: logFile,
    },
    refusedHosts: () =>
      existsSync(logFile) ? [...new Set(readFileSync(logFile, 'utf8').trim().split('\n'))] : [],
  };
}
