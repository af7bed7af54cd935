/**
 * Budgets: how much of a rate limit has been taken in the running window. Windows are aligned to
 * the exchange's clock, and belong either to this machine (request weight, raw requests, bans) or to
 * the account (order counts). Every method of a store is one transaction in one synchronous call,
 * so that several processes may share it.
 */

/** One counter of one window length. */
export interface BudgetWindow {
  /** Names the counter in its store, for example "spot https://api.example weight 60000". */
  key: string;
  windowMs: number;
}

/** What one request takes from one counter. No two charges of a request name the same counter. */
export interface Charge extends BudgetWindow {
  amount: number;
  /** The counter may reach this with the charge, and not more. */
  ceiling: number;
  /** What it may reach instead where others have taken it beyond the ceiling already. */
  beyond?: number;
}

/** `taken`: all charges were taken; otherwise none was, and the fullest window ends at `until`. */
export type Taking =
  | { taken: true }
  | { taken: false; key: string; until: number; /** Never fits. */ never: boolean };

/** Until when (host time, epoch ms) nothing may be sent, and whether that is a ban. */
export interface Hold {
  until: number;
  banned: boolean;
  /** When it was told, host time; what has no such time was written by an older version. */
  setAt?: number;
}

/** The longest hold there is: bans last up to three days (reference B2), in ms. */
export const LONGEST_HOLD_MS = 3 * 86_400_000;

/** A clock that is set right by less than this is no reason to reckon anew. */
const CLOCK_SLACK_MS = 1_000;

/**
 * The hold as it is at `hostNow`: one that was told in what is the future now was written by a clock
 * that was ahead, and lasts as long as it was told from now on.
 */
export function holdAt(hold: Hold, hostNow: number): Hold {
  const { setAt, until } = hold;
  if (setAt === undefined || setAt <= hostNow + CLOCK_SLACK_MS) return hold;
  return { ...hold, setAt: hostNow, until: hostNow + (until - setAt) };
}

/**
 * Which of two holds rules: the one that ends later, unless it ends so much later that it was
 * written by a clock that was wrong.
 */
export function rulingHold(before: Hold | null, added: Hold): Hold {
  const known = before && holdAt(before, added.setAt ?? before.setAt ?? added.until);
  if (known === null || known.until <= added.until) return added;
  return known.until > added.until + LONGEST_HOLD_MS ? added : known;
}

/** A small named text, with the time it was written (host time, epoch ms). */
export interface Remembered {
  body: string;
  at: number;
}

/** The counters of one owner. `exchangeNow` is the exchange's time, epoch ms. */
export interface BudgetStore {
  /** Takes all charges or none. */
  takeAll(charges: readonly Charge[], exchangeNow: number): Taking;
  /** Gives charges back, within the window in which they were taken only. */
  giveBack(charges: readonly Charge[], takenAt: number, exchangeNow: number): void;
  /** Raises a counter to what the exchange reported; never lowers it. */
  raise(window: BudgetWindow, used: number, exchangeNow: number): void;
  /** How much of each window is taken. */
  used(windows: readonly BudgetWindow[], exchangeNow: number): number[];
  /** The hold that rules for the key, over or not, or null. */
  hold(key: string): Hold | null;
  /** Remembers a hold, if it rules over the known one. */
  addHold(key: string, hold: Hold): void;
  recall(name: string): Remembered | null;
  remember(name: string, body: string, at: number): void;
}

/** A counter as it is stored. */
export interface WindowCount {
  /** Start of the window, exchange time, epoch ms. */
  windowAt: number;
  used: number;
}

/** Start of the window that holds `at`. */
export function windowStart(windowMs: number, at: number): number {
  return Math.floor(at / windowMs) * windowMs;
}

/**
 * The counter as it stands at `exchangeNow`. A stored window that begins a little later belongs to
 * a process whose clock is ahead, and goes on counting; one that lies further ahead was counted by
 * a wrong clock and is forgotten.
 */
export function countAt(
  stored: WindowCount | undefined,
  windowMs: number,
  exchangeNow: number,
): WindowCount {
  const windowAt = windowStart(windowMs, exchangeNow);
  if (stored === undefined || stored.windowAt < windowAt) return { windowAt, used: 0 };
  return stored.windowAt <= windowAt + windowMs ? stored : { windowAt, used: 0 };
}

/** What is refused, if anything, when the charges meet the counters, which are in the same order. */
export function refusalOf(
  charges: readonly Charge[],
  counts: readonly WindowCount[],
): Extract<Taking, { taken: false }> | null {
  let refusal: Extract<Taking, { taken: false }> | null = null;
  charges.forEach((charge, index) => {
    const count = counts[index];
    if (count === undefined) return;
    const { ceiling, beyond } = charge;
    const most = count.used > ceiling ? (beyond ?? ceiling) : ceiling;
    if (count.used + charge.amount <= most) return;
    const until = count.windowAt + charge.windowMs;
    const never = charge.amount > charge.ceiling;
    if (refusal === null || never || (!refusal.never && until > refusal.until)) {
      refusal = { taken: false, key: charge.key, until, never };
    }
  });
  return refusal;
}
