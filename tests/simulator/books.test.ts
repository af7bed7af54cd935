import { z } from 'zod';
import { balanceDifferences } from '../../lib/accounting/books';
import { decimal } from '../../lib/model/decimal';
import type { Credential } from '../../lib/session/settings';
import { type Simulator, startSimulator } from '../../lib/simulator';
import { readExchangeBalances } from '../../scripts/long/books';
import { paperReportSchema } from '../../scripts/demo/PaperExchange';
import { DEMO_GRID, runCycle, withSession } from '../support/loop';
import { KEY, SECRET, stopAll, temporaryFile } from './support';

const markSchema = z.object({ markPrice: z.string() });
const CYCLES = 6;
const STEP_MS = 2 * 3_600_000;
const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT'];
const GRID = { ...DEMO_GRID, utilizationFraction: 0.1, levelsPerSide: 5 };

/** Two symbols at work, fees in BNB, and foreign coins: what the recorded market does not have. */
describe('the books against the exchange', () => {
  let simulator: Simulator;
  let credential: Credential;
  const folder = temporaryFile().replace(/exchange\.sqlite$/, '');

  const control = async (path: string, body?: object): Promise<unknown> => {
    const options = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${simulator.url}${path}`, options);
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };

  beforeAll(async () => {
    simulator = await startSimulator({
      file: `${folder}exchange.sqlite`,
      feed: { name: 'synthetic', seed: 3, symbols: SYMBOLS },
      clock: 'stepped',
      balances: { spotQuote: 10_000n * 10n ** 8n, usdmQuote: 10_000n * 10n ** 8n },
      key: KEY,
      secret: SECRET,
      now: Date.now,
      unref: true,
    });
    await control('/sim/account', {
      deposits: { spot: { BNB: '0.003', BTC: '0.5' }, usdm: { BNB: '1' } },
      bnbFees: { spot: true, usdm: true },
    });
    credential = {
      environment: 'simulator',
      apiKey: KEY,
      apiSecret: SECRET,
      simulatorUrl: simulator.url,
      journalName: 'books',
    };
  });
  afterAll(async () => {
    await simulator.close();
    await stopAll();
  });

  it('agree to the last unit in every asset, whatever fees are paid in', async () => {
    const feeAssets = new Set<string>();
    for (let cycle = 1; cycle <= CYCLES; cycle += 1) {
      for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
        await withSession(credential, folder, async (session) => {
          const item = await runCycle(session, GRID, symbol);
          // The account's figures are whole when both symbols have been looked at.
          if (symbol === 'BTCUSDT') return;
          const books = session.journal.books();
          if (books === null) throw new Error('the books are not open');
          const balances = await readExchangeBalances(simulator.url);
          expect(balanceDifferences(books, balances, ['USDT', 'BTC'])).toEqual([]);
          for (const asset of Object.keys(item.report.feesByAsset)) feeAssets.add(asset);
          expect(item.report.unvaluedFees).toBe(0);
          expect(item.report.fundingDifferences).toEqual([]);
          const report = paperReportSchema.parse(await control('/sim/report'));
          const marks = await marksOf(['BTCUSDT', 'BNBUSDT']);
          const bnb = balances.spot.find(({ asset }) => asset === 'BNB');
          // The exchange counts all coins; ours are those that our own fills bought.
          const foreign = decimal('0.5')
            .times(decimal(marks['BTCUSDT'] ?? ''))
            .plus(decimal(bnb?.free ?? '0').times(decimal(marks['BNBUSDT'] ?? '')));
          const difference = decimal(report.endEquityQuote)
            .minus(foreign)
            .minus(decimal(item.report.equityQuote))
            .absolute();
          // Both round once, but not the same sum.
          expect(difference.isAbove(decimal('0.00000001'))).toBe(false);
        });
      }
      await control('/sim/advance', { ms: STEP_MS });
    }
    // What BNB there was for spot is used up on the way.
    expect([...feeAssets].sort()).toEqual(expect.arrayContaining(['BNB', 'ETH']));
  });

  async function marksOf(symbols: readonly string[]): Promise<Record<string, string>> {
    const marks: Record<string, string> = {};
    for (const symbol of symbols) {
      const answer = await (
        await fetch(`${simulator.url}/fapi/v1/premiumIndex?symbol=${symbol}`)
      ).json();
      marks[symbol] = markSchema.parse(answer).markPrice;
    }
    return marks;
  }
});
