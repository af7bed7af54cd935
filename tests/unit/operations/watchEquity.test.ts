import type { AccountSnapshot } from '../../../lib/model/item';
import { watchItemEquity } from '../../../lib/operations/watchEquity';
import { DEFAULT_BRAKE_SETTINGS } from '../../../lib/risk/brakes';
import { NOW, type RiskWorld, riskWorld } from '../../support/riskSession';
import { account } from '../../support/samples';

/** Equity in two assets: the brakes see what was won and lost, and nothing else. */

let world: RiskWorld;
let at = NOW;
beforeEach(() => {
  at = NOW;
  world = riskWorld();
  world.journal.openBooks({
    openedAt: 1,
    spot: [],
    futures: [{ asset: 'USDT', total: '10000' }],
  });
});
afterEach(() => world.dispose());

/** One look; without `usdc` the wallets are as before a contract was chosen. */
function look(usdt: number, usdc?: { balance: number; rate: string }) {
  at += 60_000;
  const wallets: Partial<AccountSnapshot> =
    usdc === undefined
      ? {}
      : {
          futuresWallets: [
            { asset: 'USDC', balance: String(usdc.balance), rate: usdc.rate },
            { asset: 'USDT', balance: String(usdt), rate: '1' },
          ],
        };
  const equity = usdt + (usdc === undefined ? 0 : usdc.balance * Number(usdc.rate));
  const snapshot = account({
    observedAt: at,
    managedQuote: '0',
    futuresWalletQuote: String(equity),
    equityQuote: String(equity),
    ...wallets,
  });
  const item = { symbol: 'BTCUSDT', at, environment: 'simulator' as const, account: snapshot };
  return watchItemEquity(world.session, item, 'USDT', DEFAULT_BRAKE_SETTINGS);
}

const move = (asset: string, amount: string, transactionId: string): void => {
  world.journal.bookTransfers([{ transactionId, type: 'TRANSFER', asset, amount, at }]);
};

it('keeps the brake when books of another margin asset are opened', () => {
  look(10_000);
  world.journal.bookTransfers([
    { transactionId: '1', type: 'INSURANCE_CLEAR', asset: 'USDT', amount: '-800', at },
  ]);
  expect(look(9_200)).toMatchObject({ level: 1, drawdownPct: -8 });
  world.journal.openWallet({ asset: 'USDC', total: '9200', addedAt: at });
  expect(look(9_200, { balance: 9_200, rate: '1' })).toMatchObject({ level: 1, drawdownPct: -8 });
});

it('sees no loss when the price of what was moved out falls', () => {
  look(10_000);
  world.journal.openWallet({ asset: 'USDC', total: '10000', addedAt: at });
  look(10_000, { balance: 10_000, rate: '1' });
  move('USDC', '-10000', '1');
  look(10_000, { balance: 0, rate: '1' });
  expect(look(10_000, { balance: 0, rate: '0.8' })).toMatchObject({ level: 0, drawdownPct: 0 });
});

it('sees the loss when the price of what was moved in falls', () => {
  look(10_000);
  world.journal.openWallet({ asset: 'USDC', total: '0', addedAt: at });
  look(10_000, { balance: 0, rate: '1' });
  move('USDC', '10000', '1');
  look(10_000, { balance: 10_000, rate: '1' });
  expect(look(10_000, { balance: 10_000, rate: '0.8' })?.drawdownPct).toBeCloseTo(-10, 9);
});
