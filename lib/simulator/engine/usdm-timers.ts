import type { AccountState } from './model';
import { openOrders } from './model';
import { endUsdm, moveAlgo } from './usdm-fills';
import { usdmAccount } from './usdm-model';

/** The next moment at which time alone ends an order: a goodTillDate or a countdown; undefined when there is none. */
export function nextTimerAt(state: AccountState): number | undefined {
  let next: number | undefined;
  const consider = (at: number): void => {
    if (at > 0 && (next === undefined || at < next)) next = at;
  };
  for (const order of state.open.values()) {
    if (order.timeInForce === 'GTD') consider(order.usdm?.goodTillDate ?? 0);
  }
  for (const algo of state.algos.values()) {
    if (algo.status === 'NEW' && algo.timeInForce === 'GTD') consider(algo.goodTillDate);
  }
  for (const at of Object.values(state.account.usdm?.countdowns ?? {})) consider(at);
  return next;
}

/**
 * Ends what is due at `at`: GTD orders and conditional orders expire, a countdown cancels its symbol's orders (the
 * conditional ones stay: its effect on them is not documented, reference D2).
 */
export function runTimers(state: AccountState, at: number): void {
  for (const order of openOrders(state, 'usdm')) {
    const due = order.usdm?.goodTillDate ?? 0;
    if (order.timeInForce === 'GTD' && due > 0 && due <= at) endUsdm(state, order, 'EXPIRED', due);
  }
  for (const algo of [...state.algos.values()]) {
    const waits = algo.status === 'NEW' && algo.timeInForce === 'GTD' && algo.goodTillDate > 0;
    if (waits && algo.goodTillDate <= at) moveAlgo(state, algo, 'EXPIRED', algo.goodTillDate);
  }
  const { countdowns } = usdmAccount(state.account);
  for (const [symbol, due] of Object.entries(countdowns)) {
    if (due > at) continue;
    delete countdowns[symbol];
    for (const order of openOrders(state, 'usdm', symbol)) endUsdm(state, order, 'CANCELED', due);
    state.changes.account = true;
  }
}

/** Starts, restarts (ms > 0) or stops (0) the countdown of a symbol, which cancels its orders when it ends. */
export function setCountdown(state: AccountState, symbol: string, ms: number, now: number): void {
  const { countdowns } = usdmAccount(state.account);
  if (ms === 0) delete countdowns[symbol];
  else countdowns[symbol] = now + ms;
  state.changes.account = true;
}
