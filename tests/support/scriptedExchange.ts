import type {
  CancelOutcome,
  Exchange,
  FindOutcome,
  FuturesAccount,
  SubmitOutcome,
} from '../../lib/exchange/port';
import { TransientError } from '../../lib/model/errors';
import { Decimal, decimal } from '../../lib/model/decimal';
import { type Fill, kindOf, type OrderReport, type OrderRequest } from '../../lib/model/order';
import { BTC_BRACKETS } from './margin';
import { signOf } from '../../lib/model/terms';

const refused = (): never => {
  throw new TransientError('not part of this test', '');
};

/** An exchange whose answers a test decides; it keeps what it was asked. */
export class ScriptedExchange implements Exchange {
  readonly submitted: OrderRequest[] = [];
  readonly cancelled: string[] = [];
  onSubmit: (order: OrderRequest) => SubmitOutcome = (order) => this.accepts(order);
  onCancel: (clientOrderId: string) => CancelOutcome = (clientOrderId) => {
    const known = this.orders.get(clientOrderId);
    if (!known) return { kind: 'notOpen' };
    const report = { ...known, state: 'cancelled' as const };
    this.orders.set(clientOrderId, report);
    return { kind: 'cancelled', report };
  };
  onFind: (clientOrderId: string) => FindOutcome = (clientOrderId) => {
    const report = this.orders.get(clientOrderId);
    return report ? { kind: 'found', report } : { kind: 'absent' };
  };
  readonly orders = new Map<string, OrderReport>();
  readonly trades: Fill[] = [];

  /** Client order ids of conditional orders. */
  readonly conditional = new Set<string>();

  /** Rests GTC and conditional orders and fills IOC orders at once. */
  accepts(order: OrderRequest): SubmitOutcome {
    const { instruction } = order;
    const takes =
      instruction.type === 'MARKET' ||
      (instruction.type === 'LIMIT' && instruction.timeInForce === 'IOC');
    const price = order.instruction.type === 'LIMIT' ? order.instruction.price : '80000';
    if (kindOf(instruction) === 'conditional') this.conditional.add(order.clientOrderId);
    const number = String(this.orders.size + 100);
    const report: OrderReport = {
      market: order.market,
      symbol: order.symbol,
      exchangeOrderId: number,
      clientOrderId: order.clientOrderId,
      side: order.side,
      state: takes ? 'filled' : 'open',
      quantity: order.quantity,
      filledQuantity: takes ? order.quantity : '0',
      price,
      updatedAt: 1,
    };
    this.orders.set(order.clientOrderId, report);
    const fills = takes ? [this.trade(report, order.quantity)] : [];
    return { kind: 'accepted', report, fills };
  }

  /** Fills a resting order, wholly or in part. */
  fillResting(clientOrderId: string, quantity: string): void {
    const known = this.orders.get(clientOrderId);
    if (!known) throw new Error(`no order ${clientOrderId}`);
    this.orders.set(clientOrderId, {
      ...known,
      filledQuantity: quantity,
      state: quantity === known.quantity ? 'filled' : 'partiallyFilled',
    });
    this.trade(known, quantity);
  }

  private trade(report: OrderReport, quantity: string): Fill {
    const fill: Fill = {
      market: report.market,
      symbol: report.symbol,
      tradeId: String(this.trades.length + 1),
      exchangeOrderId: report.exchangeOrderId,
      side: report.side,
      price: report.price,
      quantity,
      quoteQuantity: '0',
      feeAmount: '0',
      feeAsset: 'USDT',
      maker: false,
      filledAt: 1,
    };
    this.trades.push(fill);
    return fill;
  }

  async submit(order: OrderRequest): Promise<SubmitOutcome> {
    this.submitted.push(order);
    return this.onSubmit(order);
  }
  async submitBatch(orders: readonly OrderRequest[]): Promise<SubmitOutcome[]> {
    return Promise.all(orders.map((order) => this.submit(order)));
  }
  async cancel(_market: string, _symbol: string, clientOrderId: string): Promise<CancelOutcome> {
    this.cancelled.push(clientOrderId);
    return this.onCancel(clientOrderId);
  }
  async findOrder(_market: string, _symbol: string, clientOrderId: string): Promise<FindOutcome> {
    return this.onFind(clientOrderId);
  }
  async openOrders(market: string): Promise<OrderReport[]> {
    return [...this.orders.values()].filter(
      (order) =>
        order.market === market &&
        !this.conditional.has(order.clientOrderId) &&
        (order.state === 'open' || order.state === 'partiallyFilled'),
    );
  }
  async fills(market: string, _symbol: string, fromTradeId: string | null): Promise<Fill[]> {
    return this.trades.filter(
      (trade) => trade.market === market && BigInt(trade.tradeId) >= BigInt(fromTradeId ?? '0'),
    );
  }
  async fillsOfOrder(_market: string, _symbol: string, exchangeOrderId: string): Promise<Fill[]> {
    return this.trades.filter((trade) => trade.exchangeOrderId === exchangeOrderId);
  }
  async book() {
    const level = (price: string) => [{ price, quantity: '10' }];
    return { bids: level('80000'), asks: level('80000.1') };
  }
  async prepareContract(_symbol: string, leverage: number): Promise<number> {
    return leverage;
  }
  /** Quote moved into positions. */
  readonly addedMargin: string[] = [];
  async addPositionMargin(_symbol: string, _side: string, amountQuote: string): Promise<void> {
    this.addedMargin.push(amountQuote);
  }
  async openConditionalOrders(): Promise<OrderReport[]> {
    return [...this.orders.values()].filter(
      (order) => order.state === 'open' && this.conditional.has(order.clientOrderId),
    );
  }
  /** A resting conditional order triggers: the order it becomes fills wholly. */
  trigger(clientOrderId: string, price = '78000'): void {
    const known = this.orders.get(clientOrderId);
    if (!known) throw new Error(`no order ${clientOrderId}`);
    const childOrderId = `child-${known.exchangeOrderId}`;
    const filledQuantity = known.quantity;
    this.orders.set(clientOrderId, { ...known, state: 'filled', filledQuantity, childOrderId });
    this.trade({ ...known, exchangeOrderId: childOrderId, price }, known.quantity);
  }
  keyPermissions = refused;
  marginAccount: Exchange['marginAccount'] = refused;
  leverageBrackets: Exchange['leverageBrackets'] = async () => BTC_BRACKETS;
  replaceOrder: Exchange['replaceOrder'] = async (_market, _symbol, clientOrderId, order) => {
    this.cancelled.push(clientOrderId);
    const cancelled = this.onCancel(clientOrderId);
    if (cancelled.kind === 'unknown') return cancelled;
    if (cancelled.kind !== 'cancelled') return { kind: 'notCancelled', message: 'it is gone' };
    const placed = await this.submit(order);
    if (placed.kind === 'accepted')
      return { kind: 'replaced', cancelled: cancelled.report, placed };
    const { message } = placed;
    const code = placed.kind === 'rejected' ? placed.code : 0;
    return { kind: 'cancelledOnly', cancelled: cancelled.report, code, message };
  };
  amendOrder: Exchange['amendOrder'] = async (_market, _symbol, clientOrderId, _side, change) => {
    const known = this.orders.get(clientOrderId);
    if (!known || known.state !== 'open') return { kind: 'notOpen' };
    const report = { ...known, ...change };
    this.orders.set(clientOrderId, report);
    return { kind: 'amended', report };
  };
  findOrderById: Exchange['findOrderById'] = async (_market, _symbol, exchangeOrderId) => {
    const report = [...this.orders.values()].find(
      (order) => order.exchangeOrderId === exchangeOrderId,
    );
    return report ? { kind: 'found', report } : { kind: 'absent' };
  };
  transfers: Exchange['transfers'] = async () => [];
  fundingPayments: Exchange['fundingPayments'] = async () => [];
  serverTime = refused;
  instruments: Exchange['instruments'] = refused;
  candles: Exchange['candles'] = refused;
  mark: Exchange['mark'] = refused;
  fundingRates: Exchange['fundingRates'] = async () => [];
  recentTrades: Exchange['recentTrades'] = refused;
  dayStatistics: Exchange['dayStatistics'] = refused;
  fundingTerms: Exchange['fundingTerms'] = refused;
  openInterest: Exchange['openInterest'] = refused;
  openInterestHistory: Exchange['openInterestHistory'] = refused;
  longShortRatios: Exchange['longShortRatios'] = refused;
  takerFlow: Exchange['takerFlow'] = refused;
  spotFees: Exchange['spotFees'] = refused;
  futuresFees: Exchange['futuresFees'] = refused;

  /** What this exchange's trades leave; `heldElsewhere` is added to both. */
  heldElsewhere = { BTC: '0', position: '0' };
  private traded(market: string): Decimal {
    return Decimal.sum(
      this.trades
        .filter((trade) => trade.market === market)
        .map((trade) => decimal(trade.quantity).times(decimal(String(signOf(trade.side))))),
    );
  }
  async spotAccount() {
    const free = this.traded('spot').plus(decimal(this.heldElsewhere.BTC)).toString();
    return { uid: '7', canTrade: true, balances: [{ asset: 'BTC', free, locked: '0' }] };
  }
  async futuresAccount(): Promise<FuturesAccount> {
    const quantity = this.traded('usdm').plus(decimal(this.heldElsewhere.position)).toString();
    return {
      wallets: [],
      canTrade: true,
      oneWayMode: true,
      positions: [
        {
          symbol: 'BTCUSDT',
          marginAsset: 'USDT',
          side: 'BOTH' as const,
          quantity,
          entryPrice: '80000',
          markPrice: '80000',
          unrealizedPnlQuote: '0',
          liquidationPrice: null,
        },
      ],
    };
  }
}
