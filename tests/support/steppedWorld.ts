import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '../../lib/session/openSession';
import { type Simulator, startSimulator } from '../../lib/simulator';
import { withSession } from './loop';

const START_BALANCE = 10_000n * 100_000_000n;

/** A paper exchange whose clock moves by steps, over HTTP, and a folder for the journal beside it. */
export interface SteppedWorld {
  /** Opens a session as a node does, runs the work, closes it. */
  session<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Posts to one of the exchange's own controls. */
  control(path: string, body: object): Promise<void>;
  advance(ms: number): Promise<void>;
  /** The exchange's own books, as JSON. */
  report(): Promise<unknown>;
  dispose(): Promise<void>;
}

export async function steppedWorld(name: string, seed: number): Promise<SteppedWorld> {
  const folder = mkdtempSync(join(tmpdir(), `deltagrid-${name}-`));
  const key = 'simulator-key';
  const secret = 'simulator-secret';
  const simulator: Simulator = await startSimulator({
    file: join(folder, 'exchange.sqlite'),
    feed: { name: 'synthetic', seed },
    clock: 'stepped',
    balances: { spotQuote: START_BALANCE, usdmQuote: START_BALANCE },
    key,
    secret,
    now: Date.now,
    unref: true,
  });
  const credential = {
    environment: 'simulator' as const,
    apiKey: key,
    apiSecret: secret,
    simulatorUrl: simulator.url,
    journalName: name,
  };
  const control = async (path: string, body: object): Promise<void> => {
    const response = await fetch(`${simulator.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(await response.text());
  };
  return {
    session: (work) => withSession(credential, folder, work),
    control,
    advance: (ms) => control('/sim/advance', { ms }),
    report: async () => (await fetch(`${simulator.url}/sim/report`)).json(),
    dispose: async () => {
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
