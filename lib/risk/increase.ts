import { quantiseQuantity } from '../instrument';
import { Decimal, decimal } from '../model/decimal';
import type { Intent, Plan } from '../model/plan';
import { ALLOWED, type Denial, type Verdict } from '../model/verdict';
import { balanceLimit } from './checks/balance';
import { checkClock } from './checks/clock';
import { checkData, checkFreshness } from './checks/data';
import { checkEnvironment } from './checks/environment';
import {
  assetExposureLimit,
  correlatedExposureLimit,
  symbolExposureLimit,
  totalExposureLimit,
} from './checks/exposure';
import { checkInstrumentRules } from './checks/instrumentRules';
import { checkLeverage } from './checks/leverage';
import { checkLiquidity } from './checks/liquidity';
import { checkFreeMargin, checkMargin } from './checks/margin';
import { checkOpenOrders } from './checks/openOrders';
import { checkPriceSanity } from './checks/priceSanity';
import { checkStaleness } from './checks/staleness';
import { checkContract, checkProtection, checkSafeMode } from './checks/trade';
import type { Candidate, RiskFacts, RunningTotals } from './facts';
import { checkLimit, type LimitRule, type QuoteLimit, roomQuote } from './limit';
import { notionalOf, priceOf } from './notional';

/** What may be sent of an increase now, and why not all of it. */
export interface IncreaseDecision {
  /** Base quantity, on the steps; zero or more. */
  toSend: Decimal;
  denial: Denial | null;
}

const LIMITS: readonly LimitRule[] = [
  balanceLimit,
  symbolExposureLimit,
  assetExposureLimit,
  correlatedExposureLimit,
  totalExposureLimit,
];

/** What holds for every increase of a plan alike, reckoned once. */
export interface PlanGate {
  common: Verdict;
  /** Of buys on spot; a denial where one cannot be reckoned. */
  limits: readonly QuoteLimit[] | Denial;
}

/** What every increase of a plan needs, whatever its size and price. */
export function gateOf(facts: RiskFacts, plan: Plan): PlanGate {
  const common = firstDenial([
    () => checkData(facts),
    () => checkClock(facts),
    () => checkFreshness(facts),
    () => checkEnvironment(facts),
    () => checkStaleness(facts, plan),
    () => checkMargin(facts),
  ]);
  const limits: QuoteLimit[] = [];
  for (const rule of LIMITS) {
    const limit = rule(facts, plan.baseAsset);
    if ('ok' in limit) return { common, limits: limit };
    limits.push(limit);
  }
  return { common, limits };
}

/** Whether a trade may be entered or grown; never in part, for its stop covers all of it. */
export function checkTradeEntry(
  facts: RiskFacts,
  gate: PlanGate,
  candidate: Candidate,
  totals: RunningTotals,
): Verdict {
  return firstDenial([
    () => gate.common,
    () => checkSafeMode(facts, candidate),
    () => checkPriceSanity(facts, candidate),
    () => checkContract(facts, candidate, totals),
    () => checkProtection(facts, candidate),
    () => checkLeverage(facts, candidate, totals),
    () => checkFreeMargin(facts, candidate, totals),
    () => checkLiquidity(facts, candidate),
    () => checkInstrumentRules(facts, candidate),
    () => checkOpenOrders(facts, candidate, totals),
  ]);
}

/**
 * How much of a spot buy may be sent: all of it, or what the tightest limit leaves, rounded down to
 * the steps, if that is still an order. `closed` is the denial of an earlier buy of the run that met
 * a limit: nothing after it may slip past, so that a higher limit never approves less.
 */
export function decideBuy(
  facts: RiskFacts,
  { common, limits }: PlanGate,
  candidate: Candidate,
  totals: RunningTotals,
  closed: Denial | null,
): IncreaseDecision {
  const none = (denial: Denial): IncreaseDecision => ({ toSend: Decimal.zero, denial });
  const verdict = firstDenial([
    () => common,
    () => checkPriceSanity(facts, candidate),
    () => checkInstrumentRules(facts, candidate),
    () => checkOpenOrders(facts, candidate, totals),
    () => checkLiquidity(facts, candidate),
  ]);
  if (!verdict.ok) return none(verdict);
  if ('ok' in limits) return none(limits);
  const taken = totals.spotQuote;
  const tightest = limits.reduce((least, limit) =>
    roomQuote(limit, taken).isBelow(roomQuote(least, taken)) ? limit : least,
  );
  const fits = checkLimit(tightest, taken.plus(notionalOf(candidate, facts)));
  if (closed) return none(fits.ok ? closed : fits);
  if (fits.ok) return { toSend: candidate.toSend, denial: null };
  const part = cutTo(roomQuote(tightest, taken), facts, candidate);
  if (!part) return none(fits);
  return {
    toSend: part,
    denial: { ...fits, message: `${fits.message}: cut to ${part.toString()}` },
  };
}

/** The largest order within the room that the instrument takes; null where there is none. */
function cutTo(room: Decimal, facts: RiskFacts, candidate: Candidate): Decimal | null {
  const { instruction } = candidate.intent;
  const price = priceOf(candidate.intent, facts);
  if (!facts.spot || !price.isPositive()) return null;
  const type = instruction.type === 'MARKET' ? 'MARKET' : 'LIMIT';
  const toSend = quantiseQuantity(facts.spot, room.dividedBy(price), type);
  if (!toSend.isPositive()) return null;
  return checkInstrumentRules(facts, { ...candidate, toSend }).ok ? toSend : null;
}

/** The intent with so much more than what its orders have taken already; null for nothing at all. */
export function withQuantity(intent: Intent, candidate: Candidate, toSend: Decimal): Intent | null {
  const quantity = decimal(intent.quantity).minus(candidate.toSend).plus(toSend);
  return quantity.isPositive() ? { ...intent, quantity: quantity.toString() } : null;
}

/** The first check that denies, in order; later ones are not asked. */
export function firstDenial(checks: readonly (() => Verdict)[]): Verdict {
  for (const check of checks) {
    const verdict = check();
    if (!verdict.ok) return verdict;
  }
  return ALLOWED;
}
