import { ApiError } from '../engine/errors';
import { putRulesInForce, SPOT_SYMBOLS } from '../engine/symbols';
import { errorOf, htmlPage } from '../faults/answers';
import { rulesAfter } from '../faults/filters';
import type { FaultRecord } from '../faults/model';
import type { World } from '../store/store';
import type { Instant } from './clock';
import { ban } from './limits';
import type { WeightPool } from './route';

const SILENCE_MS = 60_000;
const SLOW_MS = 2_000;
const BAN_MS = 120_000;

/** How an answer goes over the wire when not at once and whole. */
export type Delivery =
  | { kind: 'silence'; ms: number }
  | { kind: 'reset' }
  | { kind: 'slow'; ms: number };

/** An answer of the exchange. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
  delivery?: Delivery;
}

/** An element of a batch that is answered by a code. */
export interface BatchFault {
  index: number;
  /** Whether it takes effect all the same. */
  carriedOut: boolean;
  code: number;
  msg: string;
}

/** What the faults a request runs into make of it. */
export interface Treatment {
  instant: Instant;
  /** Answers the request without carrying it out. */
  instead: FaultRecord | undefined;
  /** Answers the request after carrying it out. */
  afterwards: FaultRecord[];
  batch: BatchFault[];
  twice: boolean;
  forget: boolean;
  stale: boolean;
}

function isFailure(rule: FaultRecord): boolean {
  return ['timeout', 'reset', 'html', 'status', 'notFound', 'maintenance'].includes(rule.kind);
}

/** Sorts out the faults of one request and puts into the world what they change there. */
export function treat(
  world: World,
  pool: WeightPool,
  faults: readonly FaultRecord[],
  instant: Instant,
): Treatment {
  const treatment: Treatment = {
    instant,
    instead: undefined,
    afterwards: [],
    batch: [],
    twice: false,
    forget: false,
    stale: false,
  };
  for (const rule of faults) {
    if (rule.kind === 'clockShift') {
      const { now, latest } = treatment.instant;
      treatment.instant = { now: now + (rule.ms ?? 0), latest: latest + (rule.ms ?? 0) };
    } else if (rule.kind === 'ban') {
      ban(world.limits, pool, instant.now + (rule.ms ?? BAN_MS));
    } else if (rule.kind === 'filters') {
      changeRules(world, rule);
    } else if (rule.kind === 'batchElement') {
      const { code, msg } = errorOf({
        code: rule.code ?? -1001,
        ...(rule.msg === undefined ? {} : { msg: rule.msg }),
      });
      treatment.batch.push({
        index: rule.index ?? 0,
        carriedOut: rule.phase === 'after',
        code,
        msg,
      });
    } else if (rule.kind === 'duplicate') treatment.twice = true;
    else if (rule.kind === 'forget') treatment.forget = true;
    else if (rule.kind === 'stale') treatment.stale = true;
    else if (isFailure(rule) && rule.phase === 'before') treatment.instead ??= rule;
    else treatment.afterwards.push(rule);
  }
  return treatment;
}

function changeRules(world: World, rule: FaultRecord): void {
  const { market, symbol, set } = rule;
  if (market === undefined || symbol === undefined || set === undefined) return;
  world.faults.changes.push({ market, symbol, set });
  putRulesInForce(rulesAfter(world.faults.changes), SPOT_SYMBOLS);
}

/** What a failing rule answers in place of the exchange. */
export function failure(rule: FaultRecord): Answer {
  const none = { status: 0, headers: {}, body: '' };
  switch (rule.kind) {
    case 'timeout':
      return { ...none, delivery: { kind: 'silence', ms: rule.ms ?? SILENCE_MS } };
    case 'reset':
      return { ...none, delivery: { kind: 'reset' } };
    case 'html': {
      const status = rule.status ?? 502;
      return { status, headers: { 'Content-Type': 'text/html' }, body: htmlPage(status) };
    }
    case 'maintenance':
      return refusal({ status: 503, code: -1016, ...rule });
    case 'notFound':
      return refusal({ status: 400, code: -2013, ...rule });
    default:
      return refusal(rule);
  }
}

function refusal(rule: Pick<FaultRecord, 'status' | 'code' | 'msg'>): Answer {
  const { status, code, msg } = errorOf(rule);
  const retry: Record<string, string> =
    status === 429 || status === 418 ? { 'Retry-After': '60' } : {};
  const body = code === 0 ? { msg } : { code, msg };
  return { status, headers: retry, body: JSON.stringify(body) };
}

/** An answer as the rules that strike after the fact leave it. */
export function spoil(answer: Answer, rules: readonly FaultRecord[]): Answer {
  let spoilt = answer;
  for (const rule of rules) {
    if (rule.kind === 'slow') {
      spoilt = { ...spoilt, delivery: { kind: 'slow', ms: rule.ms ?? SLOW_MS } };
    } else if (rule.kind === 'truncated') {
      spoilt = { ...spoilt, body: spoilt.body.slice(0, Math.floor(spoilt.body.length / 2)) };
    } else spoilt = failure(rule);
  }
  return spoilt;
}

/** The parameters of a batch without the elements that do not take effect. */
export function withoutElements(params: URLSearchParams, faults: readonly BatchFault[]): void {
  const dropped = new Set(faults.filter((one) => !one.carriedOut).map((one) => one.index));
  for (const name of ['batchOrders', 'orderIdList', 'origClientOrderIdList']) {
    const text = params.get(name);
    if (text === null || dropped.size === 0) continue;
    let list: unknown;
    try {
      list = JSON.parse(text);
    } catch {
      continue;
    }
    if (!Array.isArray(list)) continue;
    params.set(name, JSON.stringify(list.filter((_item, index) => !dropped.has(index))));
  }
}

/** The answer of a batch with the failed elements in their places. */
export function withElements(result: unknown, faults: readonly BatchFault[]): unknown {
  if (!Array.isArray(result)) return result;
  const rows: unknown[] = [...result];
  for (const { index, carriedOut, code, msg } of [...faults].sort((a, b) => a.index - b.index)) {
    rows.splice(Math.min(index, rows.length), carriedOut ? 1 : 0, { code, msg });
  }
  return rows;
}

/** An answer whose list holds every row twice; other answers as they are. */
export function withRowsTwice(answer: Answer): Answer {
  if (!answer.body.startsWith('[')) return answer;
  const rows: unknown = JSON.parse(answer.body);
  if (!Array.isArray(rows)) return answer;
  return { ...answer, body: JSON.stringify(rows.flatMap((row: unknown) => [row, row])) };
}

const SINGLE_QUERIES = new Set([
  'GET /api/v3/order',
  'GET /fapi/v1/order',
  'GET /fapi/v1/openOrder',
  'GET /fapi/v1/algoOrder',
]);
const LIST_QUERIES = new Set([
  'GET /api/v3/openOrders',
  'GET /api/v3/allOrders',
  'GET /fapi/v1/openOrders',
  'GET /fapi/v1/allOrders',
  'GET /fapi/v1/openAlgoOrders',
]);

function bornAt(row: unknown): number {
  if (typeof row !== 'object' || row === null) return 0;
  const fields = new Map<string, unknown>(Object.entries(row));
  const time = fields.get('time') ?? fields.get('createTime');
  return typeof time === 'number' ? time : 0;
}

/** Hides orders younger than `delayMs` from queries, as the read side of the exchange may (reference D1). */
export function withReadDelay(
  name: string,
  result: unknown,
  delayMs: number,
  now: number,
): unknown {
  const hidden = (row: unknown): boolean => now - bornAt(row) < delayMs;
  if (SINGLE_QUERIES.has(name) && hidden(result)) {
    throw new ApiError(-2013, 'Order does not exist.');
  }
  if (LIST_QUERIES.has(name) && Array.isArray(result)) {
    return result.filter((row: unknown) => !hidden(row));
  }
  return result;
}
