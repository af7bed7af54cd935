import Database from 'better-sqlite3';
import { managedQuote } from '../../../lib/accounting/books';
import { intentId } from '../../../lib/model/plan';
import { LEASE_TTL_MS, takeLease } from '../../../lib/supervision/leases';
import { temporaryJournal } from '../../support/journals';
import { passOver } from '../../support/reconciling';
import { entry, newOrder, report, SPOT_SCOPE } from '../../support/samples';
import { ScriptedExchange } from '../../support/scriptedExchange';

let world: ReturnType<typeof temporaryJournal>;
let exchange: ScriptedExchange;
let now: number;
let quote: string;
let wallet: string;

beforeEach(async () => {
  world = temporaryJournal();
  exchange = new ScriptedExchange();
  now = 1_000;
  quote = '10000';
  wallet = '500';
  world.journal.bind('simulator', '7', 1);
  world.journal.openBooks({
    openedAt: 1,
    spot: [{ asset: 'USDT', free: '10000', locked: '0' }],
    futures: [{ asset: 'USDT', total: '500' }],
  });
  exchange.spotAccount = async () => ({
    uid: '7',
    canTrade: true,
    balances: [
      { asset: 'BTC', free: '0', locked: '0' },
      { asset: 'USDT', free: quote, locked: '0' },
    ],
  });
  const { futuresAccount } = exchange;
  exchange.futuresAccount = async () => ({
    ...(await futuresAccount.call(exchange)),
    wallets: [{ asset: 'USDT', balance: wallet, marginBalance: wallet, availableBalance: wallet }],
  });
});
afterEach(() => world.dispose());

const findings = () =>
  passOver({ exchange, journal: world.journal, hostNow: () => now, exchangeNow: () => now });
const GUARD = { isIncrease: false, baseAsset: 'BTC', planRevision: 0, ownIntentIds: [] };
function leaseFor(at: number) {
  const lease = takeLease(world.journal, 'BTC', 'test', () => at);
  if (!lease) throw new Error('no lease');
  return { name: lease.name, token: lease.token, ttlMs: LEASE_TTL_MS };
}
/** An order whose request has left; answers its client order id. */
function placedOn(symbol: string, baseAsset: string): string {
  const { journal } = world;
  const scope = { ...SPOT_SCOPE, symbol };
  const intent = entry({ id: intentId(scope, 'g1-B01', 'BUY', 0) });
  const context = { approvalId: null, planReason: 'test', at: now };
  const [order] = journal.intendOrders([{ ...newOrder(intent, scope), baseAsset }], context);
  const id = order?.clientOrderId ?? '';
  expect(journal.markSent(id, { ...GUARD, lease: leaseFor(now) }, now)).toBeNull();
  return id;
}
function managed(): string {
  const books = world.journal.books();
  return books === null ? 'none' : managedQuote(books, 'USDT').toString();
}
const pass = async () => (await findings()).map(({ code }) => code);

describe('balances against the books', () => {
  it('agree to the last unit, or it is told in the second pass, booked, and over', async () => {
    expect(await pass()).toEqual([]);
    quote = '10000.00000001';
    now += 60_000;
    expect(await pass()).toEqual([]);
    now += 60_000;
    expect(await findings()).toMatchObject([
      {
        code: 'BALANCE_DIFFERS',
        message: 'spot holds 10000.00000001 USDT, the books say 10000',
        isNew: true,
      },
    ]);
    now += 60_000;
    expect(await pass()).toEqual([]);
    expect(world.journal.books()?.opening.spot).toHaveLength(1);
  });

  it('take quote that went for a transfer out of the managed quote, not for a loss', async () => {
    quote = '9000';
    await pass();
    now += 60_000;
    expect(await findings()).toMatchObject([
      { repair: 'booked: 0 USDT foreign, -1000 USDT transferred' },
    ]);
  });

  it('do not conclude from a difference that goes away', async () => {
    quote = '9999';
    await pass();
    quote = '10000';
    now += 60_000;
    expect(await pass()).toEqual([]);
  });

  it('take another amount for another difference, though it begins alike', async () => {
    quote = '9990';
    await pass();
    quote = '9999';
    now += 60_000;
    expect(await pass()).toEqual([]);
    expect(managed()).toBe('10000');
  });

  it('wait while the orders of another symbol cannot be read', async () => {
    placedOn('ETHUSDT', 'ETH');
    const file = new Database(world.file);
    file.prepare("update orders set state = 'odd', filled_quantity = booked_quantity").run();
    file.close();
    quote = '9200';
    for (let pause = 0; pause < 3; pause += 1) {
      now += 6_000;
      expect(await pass()).not.toContain('BALANCE_DIFFERS');
    }
    expect(managed()).toBe('10000');
  });

  it('read transfers for a wallet that differs, and only then', async () => {
    const asked: number[] = [];
    exchange.transfers = async (since: number) => {
      asked.push(since);
      return [{ transactionId: '9', type: 'TRANSFER', amount: '100', asset: 'USDT', at: 900 }];
    };
    await pass();
    expect(asked).toEqual([]);
    wallet = '600';
    quote = '9900';
    now += 60_000;
    expect(await pass()).toEqual(['TRANSFER_BOOKED']);
    expect(asked).toEqual([1]);
    now += 60_000;
    expect(await pass()).toEqual([]);
    expect(asked).toEqual([1]);
  });

  it('wait while an order may still have filled', async () => {
    exchange.openOrders = async () => {
      throw new Error('HTTP 502');
    };
    quote = '9000';
    for (let pause = 0; pause < 3; pause += 1) {
      now += 60_000;
      expect(await pass()).not.toContain('BALANCE_DIFFERS');
    }
  });

  it('wait while the outcome of an order is not known', async () => {
    const id = placedOn('BTCUSDT', 'BTC');
    world.journal.transition(id, 'unknown', 'no reply', now);
    quote = '9200';
    for (let pause = 0; pause < 3; pause += 1) {
      now += 6_000;
      expect(await pass()).not.toContain('BALANCE_DIFFERS');
    }
    expect(managed()).toBe('10000');
  });

  it('wait while another symbol has a fill that is not booked', async () => {
    const id = placedOn('ETHUSDT', 'ETH');
    const filled = { symbol: 'ETHUSDT', state: 'filled', filledQuantity: '0.01' } as const;
    world.journal.applyReport(id, report(id, filled), 'accepted', now);
    quote = '9200';
    for (let pause = 0; pause < 3; pause += 1) {
      now += 6_000;
      expect(await pass()).not.toContain('BALANCE_DIFFERS');
    }
    expect(managed()).toBe('10000');
  });
});
