import { executePlans } from '../../../lib/execution/executePlans';
import { flatten } from '../../../lib/execution/flatten';
import { seizeLease, takeLease } from '../../../lib/supervision/leases';
import { decimal } from '../../../lib/model/decimal';
import { TransientError } from '../../../lib/model/errors';
import { temporaryJournal } from '../../support/journals';
import { entry, FUTURES, FUTURES_SCOPE, hedge, SPOT, SPOT_SCOPE } from '../../support/samples';
import { ScriptedExchange } from '../../support/scriptedExchange';

const SETTINGS = {
  chunkQuote: '400',
  slippagePct: 0.5,
  maximumChunks: 50,
  keepHedgedInventory: false,
};
const instruments = { spot: SPOT, usdm: FUTURES };
let world: ReturnType<typeof temporaryJournal>;
let exchange: ScriptedExchange;
let now: number;
beforeEach(async () => {
  now = 1;
  world = temporaryJournal();
  exchange = new ScriptedExchange();
  const lease = takeLease(world.journal, 'BTC', 'loop', () => 1);
  if (!lease) throw new Error('no lease');
  const base = {
    version: 1 as const,
    baseAsset: 'BTC',
    madeAt: 1,
    journalRevision: 0,
    disposition: 'active' as const,
    reason: 'test',
    warnings: [],
  };
  const opening = entry({
    id: 'opening',
    purpose: 'openingInventory',
    quantity: '0.03604',
    instruction: { type: 'LIMIT', price: '80400', timeInForce: 'IOC' },
  });
  await executePlans(
    [
      { ...base, scope: SPOT_SCOPE, intents: [opening, entry()] },
      { ...base, scope: FUTURES_SCOPE, intents: [hedge({ quantity: '0.036' })] },
    ],
    'approval',
    {
      exchange,
      journal: world.journal,
      hostNow: () => 1,
      lease,
      instruments,
      leverage: 2,
      accountVerdict: { denials: [], warnings: [] },
      refreshInstrument: async () => SPOT,
    },
  );
});
afterEach(() => world.dispose());

const own = (market: 'spot' | 'usdm') => world.journal.ownQuantity(market, 'BTC');
const press = () =>
  flatten(SETTINGS, {
    exchange,
    journal: world.journal,
    hostNow: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    lease: seizeLease(world.journal, 'BTC', 'flatten', () => 1),
    instruments,
    account: '7',
  });

describe('flatten', () => {
  it('cancels ours, takes both legs down and says what is left', async () => {
    expect([own('spot'), own('usdm')]).toEqual(['0.03604', '-0.036']);
    expect(await press()).toMatchObject({
      status: 'done',
      cancelled: 1,
      residual: { inventory: '0', position: '0' },
    });
    expect(world.journal.allUnfinishedOrders()).toEqual([]);
  });

  it('never lets delta stray by more than a chunk', async () => {
    let worst = decimal('0');
    exchange.onSubmit = (order) => {
      const outcome = exchange.accepts(order);
      const sign = order.side === 'BUY' ? '1' : '-1';
      const delta = decimal(own('spot'))
        .plus(decimal(own('usdm')))
        .plus(decimal(order.quantity).times(decimal(sign)));
      if (delta.absolute().isAbove(worst)) worst = delta.absolute();
      return outcome;
    };
    await press();
    // 400 USDT at 80,000 is 0.005, the last chunk takes a rest of at most 60 USDT along.
    expect(worst.isAbove(decimal('0.006'))).toBe(false);
  });

  it('closes the hedge reduce-only and sells no foreign coin', async () => {
    await press();
    const closing = exchange.submitted.filter(
      ({ market, side }) => market === 'usdm' && side === 'BUY',
    );
    expect(closing.length).toBeGreaterThan(3);
    expect(closing.every(({ reduceOnly }) => reduceOnly)).toBe(true);
    const sold = exchange.submitted.filter(
      ({ side, market }) => market === 'spot' && side === 'SELL',
    );
    expect(
      sold.reduce((sum, { quantity }) => sum.plus(decimal(quantity)), decimal('0')).toString(),
    ).toBe('0.03604');
  });

  it('pressed twice acts once', async () => {
    await press();
    const count = exchange.submitted.length;
    expect(await press()).toMatchObject({ status: 'done', placed: 0 });
    expect(exchange.submitted).toHaveLength(count);
  });

  it('sells the spot leg when the hedge is gone at the exchange (liquidated, closed by hand)', async () => {
    exchange.heldElsewhere.position = '0.036';
    exchange.onSubmit = (order) =>
      order.market === 'usdm'
        ? {
            kind: 'rejected',
            code: -2022,
            message: 'ReduceOnly Order is rejected.',
            reason: 'other',
          }
        : exchange.accepts(order);
    expect(await press()).toMatchObject({ residual: { inventory: '0', position: '-0.036' } });
    expect(
      exchange.submitted.filter(({ market, side }) => market === 'usdm' && side === 'BUY'),
    ).toEqual([]);
  });

  it('does not call it done while an order of ours rests', async () => {
    exchange.onCancel = () => ({ kind: 'unknown', message: 'time-out' });
    const result = await press();
    expect(result).toMatchObject({ status: 'unknown', cancelled: 0 });
    expect(result.notes).toContainEqual(expect.stringMatching(/still rest/));
  });

  it('fences off a plan that was made before', async () => {
    const grid = {
      version: 1 as const,
      strategy: 'grid',
      symbol: 'BTCUSDT',
      number: 1,
      anchorPrice: '80000',
      spacing: '280',
      spacingPct: 0.35,
      openingQuantity: '0.036',
      madeAt: 1,
      cells: [
        {
          name: 'A01',
          lowerPrice: '80000',
          upperPrice: '80280',
          quantity: '0.01',
          startsHolding: true,
        },
      ],
    };
    world.journal.acceptGrid(grid, 1);
    await press();
    const count = exchange.submitted.length;
    const sale = entry({ id: 'sale', purpose: 'gridExit', effect: 'reduce', side: 'SELL' });
    const lease = takeLease(world.journal, 'BTC', 'loop', () => 1_000_000);
    if (!lease) throw new Error('no lease');
    const plan = {
      version: 1 as const,
      scope: SPOT_SCOPE,
      baseAsset: 'BTC',
      madeAt: 1,
      journalRevision: 0,
      disposition: 'active' as const,
      reason: 'old',
      warnings: [],
      intents: [sale],
      grid,
    };
    const deps = {
      exchange,
      journal: world.journal,
      hostNow: () => 1,
      lease,
      instruments,
      leverage: 2,
      accountVerdict: { denials: [], warnings: [] },
      refreshInstrument: async () => SPOT,
    };
    expect(await executePlans([plan], 'old', deps)).toMatchObject({
      denials: [{ code: 'FENCED' }],
    });
    expect(exchange.submitted).toHaveLength(count);
  });

  it('does not call it done while an order is lost', async () => {
    exchange.onCancel = () => ({ kind: 'unknown', message: 'time-out' });
    exchange.onFind = () => ({ kind: 'absent' });
    exchange.openOrders = async () => [];
    for (const pressed of [await press(), await press()]) {
      expect(pressed.status).toBe('unknown');
      expect(pressed.notes).toContainEqual(expect.stringMatching(/is lost/));
    }
  });

  it('keeps the legs together, and closes no more than the hedge, when the trade list lags', async () => {
    exchange.onSubmit = (order) => {
      const outcome = exchange.accepts(order);
      const isListed = order.market === 'spot' || outcome.kind !== 'accepted';
      return isListed ? outcome : { ...outcome, fills: [] };
    };
    exchange.fillsOfOrder = async () => [];
    const before = exchange.submitted.length;
    await press();
    const taken = exchange.submitted.slice(before);
    const sum = (market: string) =>
      taken
        .filter((order) => order.market === market)
        .reduce((total, { quantity }) => total.plus(decimal(quantity)), decimal('0'))
        .toString();
    expect([sum('spot'), sum('usdm')]).toEqual(['0.03604', '0.036']);
    expect(taken.slice(0, 4).map(({ market }) => market)).toEqual(['spot', 'usdm', 'spot', 'usdm']);
  });

  it('goes on when the trade list of one market cannot be read', async () => {
    exchange.onSubmit = (order) => {
      const outcome = exchange.accepts(order);
      return outcome.kind === 'accepted' ? { ...outcome, fills: [] } : outcome;
    };
    exchange.fillsOfOrder = async () => {
      throw new TransientError('service unavailable', 'wait');
    };
    const before = exchange.submitted.length;
    expect(await press()).toMatchObject({ status: 'partly' });
    expect(exchange.submitted.length - before).toBeGreaterThan(8);
  });

  it('names exactly what is left when the exchange refuses', async () => {
    exchange.onSubmit = (order) =>
      order.market === 'usdm'
        ? { kind: 'rejected', code: -1001, message: 'internal error', reason: 'other' }
        : exchange.accepts(order);
    const result = await press();
    expect(result).toMatchObject({ status: 'partly', rejected: 2 });
    expect(
      decimal(result.residual.inventory)
        .plus(decimal(result.residual.position))
        .absolute()
        .isAbove(decimal('0.006')),
    ).toBe(false);
    expect(result.residual.position).toBe('-0.036');
  });
});
