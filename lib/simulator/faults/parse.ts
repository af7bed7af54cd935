import { ApiError } from '../engine/errors';
import type { FaultKind, FaultRule } from './model';
import { FAULT_KINDS } from './model';

type Fields = Readonly<Record<string, unknown>>;

function bad(message: string): ApiError {
  return new ApiError(-1130, message);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isKind(value: unknown): value is FaultKind {
  return FAULT_KINDS.some((kind) => kind === value);
}

function whole(fields: Fields, name: string, lowest: number): number | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < lowest) {
    throw bad(`${name} must be a whole number of at least ${lowest}.`);
  }
  return value;
}

function change(fields: Fields): Pick<FaultRule, 'market' | 'symbol' | 'set'> {
  const { market, symbol, set } = fields;
  if (market !== 'spot' && market !== 'usdm') throw bad('market must be "spot" or "usdm".');
  if (typeof symbol !== 'string') throw bad('symbol must be a text.');
  if (!isFields(set)) throw bad('set must be an object of rule names and values.');
  const values: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(set)) {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw bad(`set.${name} must be a text, a number or a truth value.`);
    }
    values[name] = value;
  }
  return { market, symbol, set: values };
}

function ruleOf(fields: unknown): FaultRule {
  if (!isFields(fields)) throw bad('A rule must be an object.');
  const { route, kind, phase = 'before', probability, msg } = fields;
  if (typeof route !== 'string' || !/^(\*|GET|POST|PUT|DELETE) \/\S*$/.test(route)) {
    throw bad('route must look like "POST /api/v3/order" or "* /fapi/*".');
  }
  if (!isKind(kind)) throw bad(`kind must be one of ${FAULT_KINDS.join(', ')}.`);
  if (phase !== 'before' && phase !== 'after') throw bad('phase must be "before" or "after".');
  if (
    probability !== undefined &&
    (typeof probability !== 'number' || !(probability >= 0 && probability <= 1))
  ) {
    throw bad('probability must be between 0 and 1.');
  }
  if (msg !== undefined && typeof msg !== 'string') throw bad('msg must be a text.');
  const lowestMs = kind === 'clockShift' ? Number.MIN_SAFE_INTEGER : 0;
  const ms = whole(fields, 'ms', lowestMs);
  if (kind === 'clockShift' && ms === undefined) throw bad('clockShift needs ms.');
  const status = whole(fields, 'status', 200);
  if (status !== undefined && status > 599) throw bad('status must be below 600.');
  const code = whole(fields, 'code', Number.MIN_SAFE_INTEGER);
  const index = whole(fields, 'index', 0);
  return {
    route,
    nth: whole(fields, 'nth', 1) ?? 1,
    times: whole(fields, 'times', 0) ?? (kind === 'maintenance' ? 0 : 1),
    phase,
    kind,
    ...(probability === undefined ? {} : { probability }),
    ...(ms === undefined ? {} : { ms }),
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(msg === undefined ? {} : { msg }),
    ...(index === undefined ? {} : { index }),
    ...(kind === 'filters' ? change(fields) : {}),
  };
}

/** What `POST /sim/faults` or a file of faults asks for. */
export interface FaultRequest {
  rules: FaultRule[];
  seed: number | undefined;
  readAfterWriteMs: number | undefined;
  largeOrderIds: boolean | undefined;
}

/** Reads `{rules, seed, readAfterWriteMs, largeOrderIds}`; -1130 with what is wrong. */
export function parseFaults(value: unknown): FaultRequest {
  if (!isFields(value)) throw bad('The body is not a JSON object.');
  const { rules = [], largeOrderIds } = value;
  if (!Array.isArray(rules)) throw bad('rules must be a list.');
  if (largeOrderIds !== undefined && typeof largeOrderIds !== 'boolean') {
    throw bad('largeOrderIds must be true or false.');
  }
  return {
    rules: rules.map(ruleOf),
    seed: whole(value, 'seed', 0),
    readAfterWriteMs: whole(value, 'readAfterWriteMs', 0),
    largeOrderIds,
  };
}
