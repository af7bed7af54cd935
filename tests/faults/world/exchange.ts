import { openAccount } from '../../../lib/simulator/engine/account';
import type { AccountState, Order, Trade } from '../../../lib/simulator/engine/model';
import type { AlgoOrder } from '../../../lib/simulator/engine/usdm-model';
import { noFaults } from '../../../lib/simulator/faults/model';
import { parseFaults } from '../../../lib/simulator/faults/parse';
import { fund } from '../../../lib/simulator/server/accounts';
import type { ExchangeRequest } from '../../../lib/simulator/server/admission';
import { PaperExchange, type SimulatorReport } from '../../../lib/simulator/server/exchange';
import type { Answer } from '../../../lib/simulator/server/treatment';
import { Store } from '../../../lib/simulator/store/store';
import type { Tape } from './tape';

export const PAPER_KEY = 'simulator-key';
export const PAPER_SECRET = 'simulator-secret';
const UID = 500_000_007;
/** 10,000 USDT on each side, in units of 1e-8. */
const START_BALANCE = 10_000n * 100_000_000n;

/** One fault rule as `POST /sim/faults` takes it. */
export type FaultRule = Readonly<Record<string, unknown>> & { route: string; kind: string };

/** The paper exchange of a world, in its file, with doors that no client has. */
export class FaultyExchange {
  private readonly store: Store;
  private readonly paper: PaperExchange;

  constructor(file: string, tape: Tape, now: () => number, clockNow = now()) {
    const counter = (): { window: number; used: number } => ({ window: 0, used: 0 });
    this.store = new Store(file, () => ({
      settings: {
        feed: { name: 'synthetic', seed: 0, symbols: tape.symbols },
        startAt: tape.startAt,
        clock: 'wall',
      },
      clock: { exchangeAt: clockNow, hostAt: clockNow, marketAt: clockNow },
      limits: {
        spotWeight: counter(),
        spotRaw: counter(),
        usdmWeight: counter(),
        funding: counter(),
        violations: 0,
      },
      faults: noFaults(),
      accounts: [
        openAccount(
          1,
          PAPER_KEY,
          PAPER_SECRET,
          UID,
          { spotQuote: START_BALANCE, usdmQuote: START_BALANCE },
          tape.symbols,
          clockNow,
        ),
      ],
    }));
    this.paper = new PaperExchange(this.store, tape, now, () => UID + 1);
  }

  handle(request: ExchangeRequest): Answer {
    return this.paper.handle(request);
  }

  addFaults(...rules: FaultRule[]): void {
    this.paper.addFaults(parseFaults({ rules }));
  }

  faultSettings(settings: Readonly<Record<string, unknown>>): void {
    this.paper.addFaults(parseFaults({ rules: [], ...settings }));
  }

  clearFaults(): void {
    this.paper.clearFaults();
  }

  /** How often rules struck. */
  strikes(): number {
    return this.paper.faults().rules.reduce((sum, { applied }) => sum + applied, 0);
  }

  report(): SimulatorReport {
    return this.paper.report(undefined);
  }

  deleverage(symbol: string): void {
    this.paper.deleverage(undefined, symbol);
  }

  /** Looks into the account; `changed` stores what `look` changed in it. */
  account<T>(look: (state: AccountState) => T): T {
    return this.store.transaction((world) => {
      const state = world.accounts[0];
      if (state === undefined) throw new Error('the exchange has no account');
      return look(state);
    });
  }

  order(market: 'spot' | 'usdm', clientOrderId: string): Order | undefined {
    return this.account(({ account }) =>
      this.store.orderByClientId(account.id, market, clientOrderId),
    );
  }

  /** Every order of a client order id that the exchange ever took. */
  orders(market: 'spot' | 'usdm', symbol: string): Order[] {
    return this.account(({ account }) =>
      this.store.orders(account.id, market, { symbol, fromId: 0, limit: 100_000 }),
    );
  }

  /** A conditional order by its client id, waiting or done. */
  algo(clientAlgoId: string): AlgoOrder | undefined {
    return this.account(({ account }) => this.store.algo(account.id, { clientAlgoId }));
  }

  trades(market: 'spot' | 'usdm', symbol: string): Trade[] {
    return this.account(({ account }) =>
      this.store.trades(account.id, market, { symbol, fromId: 0, limit: 100_000 }),
    );
  }

  algos(symbol: string): AlgoOrder[] {
    return this.account(({ account }) =>
      this.store.algos(account.id, { symbol, fromId: 0, limit: 100_000 }),
    );
  }

  /** Pays in or takes out, as the account's owner does by hand. */
  deposit(spot: Record<string, bigint>): void {
    this.account((state) => {
      for (const [asset, amount] of Object.entries(spot)) {
        const balance = (state.account.spot[asset] ??= { free: 0n, locked: 0n });
        balance.free += amount;
      }
      state.changes.account = true;
    });
  }

  /** Moves USDT into the futures wallet from outside, or out of it: with an income row. */
  moveFutures(amount: bigint, now: number): void {
    this.account((state) => fund(state, { spot: {}, usdm: { USDT: amount } }, now));
  }

  close(): void {
    this.paper.close();
  }
}
