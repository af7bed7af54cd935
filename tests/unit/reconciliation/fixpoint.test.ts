import Database from 'better-sqlite3';
import fc from 'fast-check';
import { executePlans } from '../../../lib/execution/executePlans';
import type { Plan } from '../../../lib/model/plan';
import { takeLease } from '../../../lib/supervision/leases';
import { temporaryJournal } from '../../support/journals';
import { passOver } from '../../support/reconciling';
import {
  entry,
  fill,
  FUTURES,
  hedge,
  FUTURES_SCOPE,
  report,
  SPOT,
  SPOT_SCOPE,
} from '../../support/samples';
import { ScriptedExchange } from '../../support/scriptedExchange';

/** What happened at the exchange while nobody looked. */
const event = fc.oneof(
  fc.record({ kind: fc.constant('fill' as const), part: fc.constantFrom('0.002', '0.01') }),
  fc.record({ kind: fc.constant('vanish' as const) }),
  fc.record({ kind: fc.constant('cancelledByHand' as const) }),
  fc.record({ kind: fc.constant('orphan' as const), attempt: fc.constantFrom('2', 'z') }),
  fc.record({
    kind: fc.constant('closed' as const),
    by: fc.constantFrom('by-hand', 'autoclose-1', 'adl_autoclose', 'settlement_autoclose-1'),
    quantity: fc.constantFrom('0.004', '0.01', '0.03'),
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
  }),
  fc.record({ kind: fc.constant('withdrawn' as const), base: fc.constantFrom('-0.005', '1') }),
  fc.record({
    kind: fc.constant('wait' as const),
    ms: fc.constantFrom(1, 6_000, 40_000, 90_000_000),
  }),
);
type Happening = typeof event extends fc.Arbitrary<infer T> ? T : never;

const RESTING_ID = 'dgabc123-2-1';

class World {
  private readonly journal = temporaryJournal();
  private readonly exchange = new ScriptedExchange();
  private now = 1_000;

  async begin(): Promise<void> {
    this.journal.journal.bind('simulator', '7', 1);
    this.exchange.fundingPayments = async () => [
      { transactionId: '5', symbol: 'BTCUSDT', amountQuote: '0.3', asset: 'USDT', paidAt: 900 },
    ];
    const opening = entry({
      id: 'opening',
      purpose: 'openingInventory',
      instruction: { type: 'LIMIT', price: '80400', timeInForce: 'IOC' },
    });
    await this.carryOut(SPOT_SCOPE, opening);
    await this.carryOut(SPOT_SCOPE, opening, entry());
    await this.carryOut(FUTURES_SCOPE, hedge());
  }

  private async carryOut(scope: Plan['scope'], ...intents: Plan['intents']): Promise<void> {
    const lease = takeLease(this.journal.journal, 'BTC', 'test', () => this.now);
    if (!lease) throw new Error('no lease');
    const plan: Plan = {
      version: 1,
      scope,
      baseAsset: 'BTC',
      madeAt: 1,
      journalRevision: this.journal.journal.revision('BTC'),
      disposition: 'active',
      reason: 'test',
      warnings: [],
      intents,
      ...(scope.market === 'usdm'
        ? { hedge: { inventory: '0', position: '0', delta: '0', band: '0.002', bandFraction: 1 } }
        : {}),
    };
    await executePlans([plan], 'approval', {
      exchange: this.exchange,
      journal: this.journal.journal,
      hostNow: () => this.now,
      lease,
      instruments: { spot: SPOT, usdm: FUTURES },
      refreshInstrument: async () => SPOT,
      leverage: 2,
      accountVerdict: { denials: [], warnings: [] },
    });
  }

  happen(happening: Happening, index: number): void {
    const { exchange } = this;
    const resting = exchange.orders.get(RESTING_ID);
    switch (happening.kind) {
      case 'fill':
        if (resting?.state === 'open') exchange.fillResting(RESTING_ID, happening.part);
        return;
      case 'vanish':
        exchange.orders.delete(RESTING_ID);
        return;
      case 'cancelledByHand':
        if (resting) exchange.orders.set(RESTING_ID, { ...resting, state: 'cancelled' });
        return;
      case 'orphan': {
        const id = `dgabc123-2-${happening.attempt}`;
        exchange.orders.set(id, report(id, { exchangeOrderId: id, quantity: '0.01' }));
        return;
      }
      case 'closed': {
        const exchangeOrderId = `x${index}`;
        const { by, quantity, side } = happening;
        exchange.orders.set(
          `${by}${index}`,
          report(by, { market: 'usdm', exchangeOrderId, state: 'filled' }),
        );
        const tradeId = String(exchange.trades.length + 1);
        const feeAsset = 'USDT';
        exchange.trades.push(
          fill({ market: 'usdm', tradeId, exchangeOrderId, feeAsset, quantity, side }),
        );
        return;
      }
      case 'withdrawn':
        exchange.heldElsewhere.BTC = happening.base;
        return;
      case 'wait':
        this.now += happening.ms;
        return;
    }
  }

  pass(isFull: boolean) {
    return passOver({
      exchange: this.exchange,
      journal: this.journal.journal,
      hostNow: () => this.now,
      change: { isFull },
    });
  }

  /** Every row of every table. */
  rows(): Record<string, unknown[]> {
    const database = new Database(this.journal.file, { readonly: true });
    try {
      const tables = database
        .prepare<[], { name: string }>("select name from sqlite_master where type = 'table'")
        .all();
      return Object.fromEntries(
        tables.map(({ name }) => [name, database.prepare(`select * from "${name}"`).all()]),
      );
    } finally {
      database.close();
    }
  }

  ordersSent(): number {
    return this.exchange.submitted.length;
  }

  dispose(): void {
    this.journal.dispose();
  }
}

describe('a second pass', () => {
  it('changes nothing: not one row of the journal, and tells nothing as new', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (happenings, isFull) => {
          const world = new World();
          try {
            await world.begin();
            const sent = world.ordersSent();
            for (const [index, happening] of happenings.entries()) {
              world.happen(happening, index);
              if (index % 3 === 2) await world.pass(false);
            }
            await world.pass(isFull);
            const before = world.rows();
            const again = await world.pass(isFull);
            expect(world.rows()).toEqual(before);
            expect(again.filter(({ isNew }) => isNew)).toEqual([]);
            expect(world.ordersSent()).toBe(sent);
          } finally {
            world.dispose();
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);
});
