import type { Instrument } from '../model/instrument';
import { type Fill, kindOf } from '../model/order';
import { type ForcedCause, forcedCauseOf } from './forced';
import type { PassDeps } from './pass';

/** Whom a fill belongs to. */
export type Origin =
  | { kind: 'own' }
  | { kind: 'foreign' }
  | { kind: 'forced'; cause: ForcedCause }
  /** Not to be told now: it and what lies behind it wait for the next pass. */
  | { kind: 'unsettled' };

/** Orders that one reading asks for; what lies behind waits for the next pass. */
const MOST_QUESTIONS = 50;

/**
 * Learns whom the fills of one trade list belong to. An order that the journal does not know by the
 * exchange's id is asked for: it may be one of ours whose answer was lost, one that the journal
 * lacks, the exchange's own, or somebody else's.
 */
export class Attribution {
  private readonly known = new Map<string, Origin>();
  private readonly prefix: string;
  private readonly boundAt: number;
  private hasAskedForTriggered = false;

  constructor(
    private readonly instrument: Instrument,
    private readonly deps: PassDeps,
  ) {
    this.prefix = `dg${deps.journal.tag()}-`;
    this.boundAt = deps.journal.boundAccount()?.boundAt ?? 0;
  }

  /** Throws as reads of the exchange do. */
  async originOf(fill: Fill): Promise<Origin> {
    const { journal } = this.deps;
    const { market, symbol } = this.instrument;
    const id = fill.exchangeOrderId;
    if (journal.knowsExchangeOrder(market, symbol, id)) return { kind: 'own' };
    // Nothing of the time before the journal began can be ours.
    if (fill.filledAt < this.boundAt) return { kind: 'foreign' };
    const known = this.known.get(id);
    if (known) return known;
    if (this.known.size >= MOST_QUESTIONS) return { kind: 'unsettled' };
    await this.askForTriggered();
    const origin: Origin = journal.knowsExchangeOrder(market, symbol, id)
      ? { kind: 'own' }
      : await this.ask(id);
    this.known.set(id, origin);
    return origin;
  }

  /**
   * A stop or target may have triggered since its list was read: the order that it became carries an
   * id of the exchange's own making, which only the conditional order tells. Each is asked for once.
   */
  private async askForTriggered(): Promise<void> {
    if (this.hasAskedForTriggered) return;
    const { journal, exchange, hostNow } = this.deps;
    const { market, symbol } = this.instrument;
    const waiting = journal
      .unfinishedOrders(market, symbol)
      .filter(({ instruction }) => kindOf(instruction) === 'conditional')
      .filter(({ state, childOrderId }) => state !== 'intended' && childOrderId === null);
    for (const { clientOrderId } of waiting) {
      const found = await exchange.findOrder(market, symbol, clientOrderId, 'conditional');
      if (found.kind === 'absent') continue;
      journal.applyReport(clientOrderId, found.report, 'found by its fill', hostNow());
    }
    this.hasAskedForTriggered = true;
  }

  private async ask(exchangeOrderId: string): Promise<Origin> {
    const { journal, exchange, hostNow } = this.deps;
    const { market, symbol } = this.instrument;
    const found = await exchange.findOrderById(market, symbol, exchangeOrderId);
    if (found.kind === 'absent') {
      return { kind: this.isAnythingUnsettled() ? 'unsettled' : 'foreign' };
    }
    const { report } = found;
    const { clientOrderId } = report;
    if (journal.order(clientOrderId)) {
      journal.applyReport(clientOrderId, report, 'found by its fill', hostNow());
      return { kind: 'own' };
    }
    if (clientOrderId.startsWith(this.prefix)) {
      if (journal.adoptOrder(report, hostNow())) return { kind: 'own' };
      // It still rests: an orphan, which is cancelled first.
      if (report.state === 'open' || report.state === 'partiallyFilled') {
        return { kind: 'unsettled' };
      }
      journal.recoverOrder(report, this.instrument.baseAsset, hostNow());
      return { kind: 'own' };
    }
    const cause = market === 'usdm' ? forcedCauseOf(clientOrderId) : null;
    return cause === null ? { kind: 'foreign' } : { kind: 'forced', cause };
  }

  /** While an outcome is unknown, a fill of unknown origin may be its own. */
  private isAnythingUnsettled(): boolean {
    const { market, symbol } = this.instrument;
    return this.deps.journal
      .unfinishedOrders(market, symbol)
      .some(({ state }) => state === 'sent' || state === 'unknown' || state === 'lost');
  }
}
