import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { environmentWithThisNode } from '../support/command';
import { freePorts } from '../support/ports';
import { startProcessGroup, type ProcessGroup } from '../support/processGroup';
import type { N8nRuntime } from './runtime';

const HEALTH_POLL_MS = 200;
const START_LIMIT_MS = 240_000;
const STOP_GRACE_MS = 20_000;

/**
 * The settings of a private n8n: reachable from this machine only, silent towards its maker's
 * services, saving every execution (reference n8n 6 and 2.2).
 */
function settings(userFolder: string, port: number, brokerPort: number): Record<string, string> {
  return {
    N8N_USER_FOLDER: userFolder,
    N8N_HOST: '127.0.0.1',
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_PORT: String(port),
    N8N_RUNNERS_BROKER_PORT: String(brokerPort),
    N8N_SECURE_COOKIE: 'false',
    N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    N8N_PERSONALIZATION_ENABLED: 'false',
    N8N_HIRING_BANNER_ENABLED: 'false',
    N8N_LOG_LEVEL: 'info',
    EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
    EXECUTIONS_DATA_SAVE_ON_ERROR: 'all',
    EXECUTIONS_DATA_SAVE_MANUAL_EXECUTIONS: 'true',
    EXECUTIONS_DATA_PRUNE: 'false',
    GENERIC_TIMEZONE: 'UTC',
    TZ: 'UTC',
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
  };
}

/** Settings of another n8n, of jest or of npm that this process may have been started with. */
const FOREIGN_VARIABLE =
  /^(N8N_|DB_|EXECUTIONS_|QUEUE_|WEBHOOK_|NODES_|CREDENTIALS_|JEST_|npm_|NODE_ENV$|NODE_OPTIONS$)/;

function ownEnvironment(
  userFolder: string,
  [port, brokerPort]: readonly [number, number],
  variables: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  const inherited = Object.entries(environmentWithThisNode()).filter(
    ([name]) => !FOREIGN_VARIABLE.test(name),
  );
  const own = settings(userFolder, port, brokerPort);
  return { ...Object.fromEntries(inherited), ...own, ...variables };
}

/** A running n8n of our own on a folder of its own. */
export class N8nInstance {
  private constructor(
    /** The address of editor and REST interface, without a slash at the end. */
    readonly url: string,
    readonly userFolder: string,
    private readonly group: ProcessGroup,
  ) {}

  /** The file of n8n's own database. */
  static databaseFile(userFolder: string): string {
    return join(userFolder, '.n8n', 'database.sqlite');
  }

  /** The file that gets what n8n prints. */
  static logFile(userFolder: string): string {
    return join(userFolder, 'n8n.log');
  }

  /**
   * Starts n8n on `userFolder` (made if absent) on free ports and waits until it answers.
   * `variables` are set for its process besides its own.
   *
   * Throws with the end of n8n's log when it ends early or takes longer than four minutes.
   */
  static async start(
    runtime: N8nRuntime,
    userFolder: string,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<N8nInstance> {
    await mkdir(join(userFolder, '.n8n'), { recursive: true });
    const [port, brokerPort] = await freePorts(2);
    if (port === undefined || brokerPort === undefined) throw new Error('No free port.');
    const group = startProcessGroup([runtime.program, 'start'], {
      cwd: userFolder,
      env: ownEnvironment(userFolder, [port, brokerPort], variables),
      logFile: N8nInstance.logFile(userFolder),
    });
    const instance = new N8nInstance(`http://127.0.0.1:${port}`, userFolder, group);
    try {
      await instance.waitUntilReady();
    } catch (error) {
      instance.kill();
      throw error;
    }
    return instance;
  }

  /** Ends n8n politely, then whatever is left of it. */
  async stop(): Promise<void> {
    await this.group.stop(STOP_GRACE_MS);
  }

  /** Kills n8n and its children at once (SIGKILL), as a power failure would, and waits for their end. */
  async killNow(): Promise<void> {
    this.kill();
    await this.group.whenEnded;
  }

  private kill(): void {
    this.group.signal('SIGKILL');
  }

  /** The last lines of n8n's log, for messages about what went wrong. */
  async logTail(lines = 30): Promise<string> {
    const text = await readFile(N8nInstance.logFile(this.userFolder), 'utf8').catch(() => '');
    return text.trimEnd().split('\n').slice(-lines).join('\n');
  }

  private async waitUntilReady(): Promise<void> {
    const startedAt = performance.now();
    while (performance.now() - startedAt < START_LIMIT_MS) {
      if (this.group.ended()) {
        throw new Error(`n8n ended while starting. Its last words:\n${await this.logTail()}`);
      }
      if (await this.answers()) return;
      await sleep(HEALTH_POLL_MS);
    }
    throw new Error(
      `n8n did not answer within ${START_LIMIT_MS / 1000} s. Its last words:\n${await this.logTail()}`,
    );
  }

  private async answers(): Promise<boolean> {
    try {
      // The settings route is mounted last; before that n8n answers with a page "n8n is starting up".
      const health = await fetch(`${this.url}/healthz/readiness`);
      if (!health.ok) return false;
      const rest = await fetch(`${this.url}/rest/settings`);
      return rest.ok && (rest.headers.get('content-type') ?? '').includes('json');
    } catch {
      return false;
    }
  }
}
