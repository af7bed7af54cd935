import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { handCycle, RESTING } from './hand';
import type { World } from '../world/world';
import type { Scenario } from './scenario';
import {
  findings,
  idOf,
  only,
  opened,
  resting,
  rowOf,
  settle,
  SPOT_CANCEL,
  SPOT_ORDER,
  SPOT_QUERY,
} from './steps';

const REPLACE = 'POST /api/v3/order/cancelReplace';
const HOUR_MS = 3_600_000;

/** A backup is put in place of a journal that saw fills at these prices after it. */
async function restoredAfter(world: World, prices: readonly number[]): Promise<void> {
  await opened(world);
  world.time.pass(2 * HOUR_MS);
  await world.cycles(1);
  const folder = `${world.journalFile}.backups`;
  const backup = readdirSync(folder).sort().at(-1);
  assert.ok(backup, 'there is a backup');
  // After it: what the backup does not know.
  world.move(...prices);
  await world.cycles(2);
  world.invariants.close();
  world.closeSession();
  copyFileSync(join(folder, backup), world.journalFile);
  for (const suffix of ['-wal', '-shm']) rmSync(`${world.journalFile}${suffix}`, { force: true });
  const given = new Set(
    world.exchange.orders('spot', 'BTCUSDT').map(({ clientOrderId }) => clientOrderId),
  );
  world.restart();
  const from = world.seen.length;
  await world.cycles(3);
  const sent = world.sentTo(SPOT_ORDER, from);
  assert.ok(
    sent.every((each) => !given.has(idOf(each))),
    'no id is given twice',
  );
  assert.ok(
    sent.every(({ params }) => params['side'] === 'SELL'),
    'nothing is entered',
  );
  world.product.setKillSwitch(await world.session(), { engaged: false, reason: '' });
  await settle(world);
}

/** Failures that the list of known ones lacks: see OWN-FAILURES.md. */
export const X: Scenario[] = [
  {
    id: 'X01',
    title:
      'killed while the clock was an hour ahead, then set back: the lease is not held for an hour',
    run: async (world) => {
      await opened(world);
      world.time.hostAheadMs = HOUR_MS;
      world.move(79_700);
      world.intervene = (phase, { route }) =>
        phase === 'executed' && route === SPOT_ORDER ? { die: true } : undefined;
      assert.ok(await world.untilDeath(() => world.tryCycle()), 'it was killed');
      world.time.hostAheadMs = 0;
      world.calm();
      world.restart();
      world.time.pass(60_000);
      const item = await world.cycle();
      assert.notEqual(item.execution?.status, 'busy');
      assert.ok(!findings(item).includes('BUSY'), findings(item).join());
      await settle(world);
    },
    guard: {
      file: 'lib/journal/sqlite/supervision.ts',
      find: 'const isInForce = leftMs > 0 && leftMs <= ttlMs;',
      replace: 'const isInForce = leftMs > 0;',
    },
  },
  {
    id: 'X02',
    title: 'a backup is put in place of the journal: no id is given twice, nothing is entered',
    run: (world) => restoredAfter(world, [79_700]),
    guard: {
      file: 'lib/journal/sqlite/restored.ts',
      find: 'if (readState(database, TAKEN_AT) === null) return;',
      replace: 'if (database !== null) return;',
    },
  },
  {
    id: 'X03',
    title: 'the reply of a cancel-and-replace is lost: both orders are asked for, one rests',
    run: async (world) => {
      await handCycle(world, RESTING);
      const old = only(world.sentTo(SPOT_ORDER), 'orders sent');
      const moved = {
        ...RESTING,
        instruction: { type: 'LIMIT', price: '78500', timeInForce: 'GTC' },
      } as const;
      world.fault({ route: REPLACE, kind: 'timeout', phase: 'after' });
      await handCycle(world, moved);
      const replaced = only(world.sentTo(REPLACE), 'replacements');
      const asked = world.sentTo(SPOT_QUERY).map(({ params }) => params['origClientOrderId']);
      assert.ok(asked.includes(idOf(old)) && asked.includes(idOf(replaced)), 'both are asked for');
      world.calm();
      await handCycle(world, moved);
      assert.equal(only(resting(world), 'orders resting').clientOrderId, idOf(replaced));
      assert.equal(rowOf(world, idOf(old)).state, 'cancelled');
      assert.equal(world.sentTo(SPOT_CANCEL).length, 0);
    },
    guard: {
      file: 'lib/execution/change.ts',
      find: `    case 'unknown':
      tally.addSend(await takeOutcome(successor, outcome, sending));`,
      replace: `    case 'unknown':
      tally.addSend(await takeOutcome(successor, { ...outcome, kind: 'notSent', retryAt: null }, sending));`,
    },
  },
  {
    id: 'X04',
    title: 'the backup lacks a hedge that filled: its fill counts as ours, no second hedge',
    run: (world) => restoredAfter(world, [79_650, 79_350, 79_100]),
    guard: {
      file: 'lib/reconciliation/attribution.ts',
      find: 'if (clientOrderId.startsWith(this.prefix)) {',
      replace: 'if (clientOrderId === this.prefix) {',
    },
  },
];
