import { hedgeContractOf } from '../../../lib/operations/hedgeContract';
import { reportItem } from '../../../lib/operations/report';
import { type RiskWorld, riskWorld } from '../../support/riskSession';

const SYMBOL = 'BTCUSDT';
const DAY_MS = 86_400_000;
const USDC = { quoteAsset: 'USDC', marginAsset: 'USDC' };

let world: RiskWorld;
/** Contracts that the exchange does not list, and that it lists without trading. */
let gone: string[];
let halted: string[];
beforeEach(() => {
  world = riskWorld();
  gone = [];
  halted = [];
  const { instruments, futuresAccount } = world.exchange;
  world.exchange.futuresAccount = async () => {
    const wallets = ['USDT', 'USDC'].map((asset) => {
      return { asset, balance: '1000', marginBalance: '1000', availableBalance: '1000' };
    });
    return { ...(await futuresAccount.call(world.exchange)), wallets };
  };
  world.exchange.instruments = async (market, symbols) => {
    const listed = symbols.filter((symbol) => market === 'spot' || !gone.includes(symbol));
    const found = await instruments(market, listed);
    return found.map((instrument) => ({
      ...instrument,
      ...(instrument.symbol.endsWith('USDC') ? USDC : {}),
      trading: !halted.includes(instrument.symbol),
    }));
  };
});
afterEach(() => world.dispose());

const choose = (contract: string) =>
  hedgeContractOf(world.session, SYMBOL, { contract, holder: 'a test' });

it('refuses a contract that does not trade', async () => {
  halted = ['BTCUSDC'];
  await expect(choose('BTCUSDC')).rejects.toThrow(/BTCUSDC does not trade now/);
  expect(world.journal.hedgeContract(SYMBOL)).toBe(SYMBOL);
});

it('refuses a contract that carries a trade', async () => {
  const trade = { strategy: 'trend', symbol: 'BTCUSDC', quantity: '0.01' };
  const { tradePositions } = world.journal;
  jest
    .spyOn(world.journal, 'tradePositions')
    .mockImplementation((symbol) =>
      symbol === 'BTCUSDC' ? [{ ...trade, baseAsset: 'BTC' }] : tradePositions(symbol),
    );
  await expect(choose('BTCUSDC')).rejects.toThrow(/BTCUSDC carries a trade of "trend"/);
  expect(world.journal.hedgeContract(SYMBOL)).toBe(SYMBOL);
});

it('reports though the contract before is listed no more', async () => {
  await choose('BTCUSDC');
  await choose(SYMBOL);
  gone = ['BTCUSDC'];
  world.pass(2 * DAY_MS);
  const item = { symbol: SYMBOL, at: 1, environment: 'simulator' as const };
  const reporting = reportItem(world.session, item, { strategy: 'grid' });
  await expect(reporting).resolves.toHaveProperty('report.equityQuote');
});
