import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { flattenItem } from '../../lib/operations/flatten';
import { openSession, type Session } from '../../lib/session/openSession';
import { type Simulator, startSimulator } from '../../lib/simulator';
import { type FullDisk, mountedDisk, whyNoMount } from '../support/fullDisks';
import { runCycle } from '../support/loop';

/** The whole loop on a disk of its own, which then has not a byte left. */

const START_BALANCE = 10_000n * 100_000_000n;
const whyNot = whyNoMount();
const describeWithDisk = whyNot === null ? describe : describe.skip;

describeWithDisk(
  `a loop on a full disk (H04)${whyNot === null ? '' : ` (skipped: ${whyNot})`}`,
  () => {
    let disk: FullDisk;
    let folder: string;
    let simulator: Simulator;

    beforeEach(async () => {
      disk = mountedDisk(12);
      folder = mkdtempSync(join(tmpdir(), 'deltagrid-full-'));
      simulator = await startSimulator({
        file: join(folder, 'exchange.sqlite'),
        feed: { name: 'synthetic', seed: 1 },
        clock: 'stepped',
        balances: { spotQuote: START_BALANCE, usdmQuote: START_BALANCE },
        key: 'simulator-key',
        secret: 'simulator-secret',
        now: Date.now,
        unref: true,
      });
    });
    afterEach(async () => {
      await simulator.close();
      disk.dispose();
      rmSync(folder, { recursive: true, force: true });
    });

    async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
      const session = await openSession(
        {
          environment: 'simulator',
          apiKey: '',
          apiSecret: '',
          simulatorUrl: simulator.url,
          journalName: 'full',
        },
        { n8nFolder: dirname(disk.file), hostNow: Date.now },
      );
      try {
        return await work(session);
      } finally {
        session.close();
      }
    }

    async function advance(ms: number): Promise<void> {
      const response = await fetch(`${simulator.url}/sim/advance`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ms }),
      });
      if (!response.ok) throw new Error(await response.text());
    }

    it('goes through its cycles, books what filled and keeps the hedge within its band', async () => {
      await withSession(runCycle);
      disk.fillUp();
      for (let cycle = 0; cycle < 12; cycle += 1) {
        await advance(10 * 60_000);
        const item = await withSession(runCycle);
        expect(['done', 'partly']).toContain(item.execution?.status);
        const codes = item.execution?.denials.map(({ code }) => code) ?? [];
        expect(new Set([...codes, 'JOURNAL_FULL'])).toEqual(new Set(['JOURNAL_FULL']));
      }
      const { own, position, capacity } = await withSession(async ({ journal }) => ({
        own: Number(journal.ownQuantity('spot', 'BTC')),
        position: Number(journal.ownQuantity('usdm', 'BTC')),
        capacity: journal.capacity(),
      }));
      expect(capacity).toBe('reserve');
      expect(Math.abs(own + position)).toBeLessThan(0.02);
      expect(own).toBeGreaterThan(0);
    });

    it('takes both legs down, with every order in the journal before it left', async () => {
      const opened = await withSession(runCycle);
      expect(opened.execution?.placed).toBeGreaterThan(2);
      disk.fillUp();
      const { execution } = await withSession((session) =>
        flattenItem(
          session,
          { symbol: 'BTCUSDT', at: session.clocks.exchangeNow(), environment: 'simulator' },
          {
            reason: 'test',
            holder: 'test',
            chunkQuote: '1000',
            slippagePct: 0.5,
            maximumChunks: 20,
            keepHedgedInventory: false,
          },
        ),
      );
      expect(execution).toMatchObject({ status: 'done', notes: [] });
      expect(Math.abs(Number(execution.residual.position))).toBe(0);
      expect(Number(execution.residual.inventory)).toBeLessThan(0.0005);
      const { reserveLeft, orders } = await withSession(async ({ journal }) => ({
        reserveLeft: journal.capacity(),
        orders: journal.allUnfinishedOrders(),
      }));
      expect(orders).toEqual([]);
      expect(reserveLeft).toBe('reserve');
    });
  },
);
