import { alertText } from '../../../lib/alerts/message';
import type { FundingCheck } from '../../../lib/accounting/funding';
import { decimal } from '../../../lib/model/decimal';
import { fundingReportSchema } from '../../../lib/model/report';
import { fundingReport, type FundingReportInputs } from '../../../lib/reporting/fundingReport';
import { periodStart } from '../../../lib/reporting/period';

const HOUR_MS = 3_600_000;
const check: FundingCheck = {
  transactionId: '1',
  symbol: 'BTCUSDT',
  paidAt: 8 * HOUR_MS,
  amountQuote: '0.8',
  position: '-0.1',
  markPrice: '80000',
  rateFraction: '0.0001',
  intervalMs: 8 * HOUR_MS,
  expectedQuote: '0.8',
};

function inputs(change: Partial<FundingReportInputs> = {}): FundingReportInputs {
  return {
    at: 9 * HOUR_MS,
    period: 'all',
    since: null,
    strategy: 'grid',
    hedge: 'on',
    quoteAsset: 'USDT',
    markPrice: '80000',
    rates: new Map([['USDT', decimal('1')]]),
    contractRate: decimal('1'),
    sums: {
      spot: {
        realized: '5',
        feesQuote: '1.000000005',
        'fee/BTC': '0.00001',
        'fee/BNB': '0.002',
        fills: '3',
        turnover: '2400',
        'roundTrips/grid': '2',
        'roundTrips/other': '9',
      },
      usdm: {
        realized: '-2',
        feesQuote: '0.5',
        'fee/USDT': '0.5',
        'fee/BNB': '0.001',
        'funding/USDT': '0.8',
        fundings: '1',
        fills: '1',
        'hedges/grid': '1',
      },
    },
    transferSums: {
      spot: { 'transfer/USDT': '-100' },
      usdm: { 'transfer/USDT': '107', transfers: '2', 'other/USDT': '-3' },
    },
    fundingChecks: [check],
    unvaluedFees: 0,
    holdings: [
      {
        holding: 'inventory/BTCUSDT',
        symbol: 'BTCUSDT',
        quantity: '0.1',
        costQuote: '7900',
        count: 4,
        lots: [{ quantity: '0.05', price: '79000', openedAt: 5 }],
      },
      {
        holding: 'hedge/BTCUSDT',
        symbol: 'BTCUSDT',
        quantity: '-0.1',
        costQuote: '-7950',
        count: 1,
        lots: [],
      },
    ],
    openOrders: 12,
    allocationQuote: '10000',
    managedQuote: '2100',
    equityQuote: '20050.5',
    equityAtStartQuote: '20000',
    ...change,
  };
}

describe('the report', () => {
  it('adds both legs, and tells each', () => {
    const report = fundingReportSchema.parse(fundingReport(inputs()));
    expect(report).toMatchObject({
      realizedPnlQuote: '3',
      unrealizedPnlQuote: '50',
      fundingQuote: '0.8',
      feesQuote: '1.5',
      // 3 + 50 + 0.8 - 1.500000005, half to even.
      netQuote: '52.3',
      feesByAsset: { BTC: '0.00001', BNB: '0.003', USDT: '0.5' },
      legs: {
        spot: { realizedPnlQuote: '5', unrealizedPnlQuote: '100', fills: 3 },
        futures: { realizedPnlQuote: '-2', unrealizedPnlQuote: '-50', fills: 1 },
      },
      roundTrips: 2,
      hedges: 1,
      transfersQuote: '7',
      toFuturesQuote: '107',
      transfers: 2,
      otherIncomeQuote: '-3',
      equityChangeQuote: '50.5',
      fundingDifferences: [],
    });
    // 0.8 of 8000 every 8 hours.
    expect(report.fundingAnnualizedPct).toBe(10.95);
    expect(report.lots[0]).toMatchObject({ open: 4, unrealizedPnlQuote: '100' });
  });

  it('tells payments that the own position does not explain (I08)', () => {
    const other = { ...check, amountQuote: '1.6' };
    const report = fundingReport(inputs({ fundingChecks: [check, other] }));
    expect(report.fundingDifferences).toEqual([
      { paidAt: 8 * HOUR_MS, amountQuote: '1.6', expectedQuote: '0.8', position: '-0.1' },
    ]);
    const text = alertText({ symbol: 'BTCUSDT', at: 1, environment: 'simulator', report });
    expect(text).toMatch(/funding of 1970-01-01T08:00:00.000Z was 1.6, our position explains 0.8/);
  });

  it('says Hedge Off in its item and its message, and nothing of the like otherwise', () => {
    const told = (hedge: 'on' | 'off' | null): string => {
      const report = fundingReportSchema.parse(fundingReport(inputs({ hedge })));
      expect(report.hedge).toBe(hedge);
      return alertText({ symbol: 'BTCUSDT', at: 1, environment: 'simulator', report });
    };
    expect(told('off').split('\n')[2]).toBe(
      'Hedge Off: the inventory is not hedged, and no limit of delta holds',
    );
    expect(told('on')).not.toContain('Hedge Off');
    expect(told(null)).not.toContain('Hedge Off');
  });

  it('is a message that a person reads at a glance', () => {
    const report = fundingReport(inputs({ period: 'day', since: 0, unvaluedFees: 2 }));
    const text = alertText({ symbol: 'BTCUSDT', at: 1, environment: 'simulator', report });
    expect(text.split('\n')).toEqual([
      'BTCUSDT on simulator',
      'report, last 24 hours: net 52.3',
      'realised 3, unrealised 50, fees 1.5',
      'funding 0.8 in 1 payments (10.95 % a year)',
      '2 round trips, 1 hedges, 4 fills, 12 open orders',
      'equity 20050.5, change 50.5',
      '2 transfers, 7 in all (no profit)',
      '2 fees have no value in quote yet',
    ]);
  });
});

it('a period begins with the hour in which it lies', () => {
  const now = 100 * HOUR_MS + 5;
  expect(periodStart('all', now, 0)).toBeNull();
  expect(periodStart('day', now, 0)).toBe(76 * HOUR_MS);
  expect(periodStart('week', now, 0)).toBe(0);
  expect(periodStart('since', now, 3.5 * HOUR_MS)).toBe(3 * HOUR_MS);
});
