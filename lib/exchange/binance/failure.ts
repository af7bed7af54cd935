import type { Market } from '../../model/terms';
import { type HeaderUsage, headerOf, readUsage } from './headers';

/**
 * What can become of one request, without anything in it that could leak: no raw error, no address,
 * no header and no body, only codes and cleaned messages.
 */
export type Failure =
  /** The exchange answered with a code (0 when its JSON named none). */
  | {
      kind: 'refused';
      market: Market;
      status: number;
      code: number;
      message: string;
      retryAfterMs: number | null;
      /** What became of the halves of a cancelReplace (reference D1); other answers have none. */
      data?: Readonly<Record<string, unknown>>;
    }
  /** Something answered, but not in the exchange's JSON: a firewall's or a proxy's page. */
  | { kind: 'page'; status: number; retryAfterMs: number | null }
  /** A success whose body is not what this endpoint answers. */
  | { kind: 'malformed'; message: string }
  /** No connection came about, so nothing was sent. */
  | { kind: 'notConnected'; message: string }
  /** The request left or may have left, and no reply arrived. */
  | { kind: 'lost'; message: string }
  /** A rate limit: not executed. `banned` means the address is banned. */
  | { kind: 'limited'; message: string; code: number; retryAt: number; banned: boolean }
  /** We held the request back. `final` means that no retry will help. */
  | { kind: 'notSent'; message: string; wayOut: string; retryAt: number | null; final: boolean };

/** An answer, with what its headers told about the limits. */
export type Reply =
  | { ok: true; body: unknown; usage?: HeaderUsage }
  | { ok: false; failure: Failure; usage?: HeaderUsage };

/** Errors that can only arise before a connection exists, so that nothing can have been sent. */
const NOT_CONNECTED_CODES = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Translates whatever the `binance` package threw (an AxiosError, a raw response, a text) into a
 * failure. Nothing of the thrown value is kept except status, code, message and Retry-After.
 */
export function readFailure(
  thrown: unknown,
  redact: (text: string) => string,
  market: Market,
): { failure: Failure; usage?: HeaderUsage } {
  const response = recordOf(fieldOf(thrown, 'response')) ?? responseItself(thrown);
  if (response !== null) {
    const failure = readResponse(response, redact, market);
    return { failure, usage: readUsage(response['headers']) };
  }
  return { failure: withoutResponse(thrown) };
}

function withoutResponse(thrown: unknown): Failure {
  const code = fieldOf(thrown, 'code');
  const name = typeof code === 'string' ? code.replace(/[^A-Z0-9_]/g, '').slice(0, 40) : 'no code';
  if (NOT_CONNECTED_CODES.has(name)) {
    return { kind: 'notConnected', message: `no connection (${name})` };
  }
  return { kind: 'lost', message: `no reply (${name})` };
}

/**
 * The refusal inside a body of HTTP 200, or null: the package passes `{code: -2013}` on as success
 * (reference A2). Positive codes such as 200 mean success.
 */
export function refusalInBody(
  body: unknown,
  redact: (text: string) => string,
  market: Market,
): Failure | null {
  const given = fieldOf(body, 'code');
  // Some endpoints write their code as text.
  const code = typeof given === 'string' && /^-\d{1,6}$/.test(given) ? Number(given) : given;
  if (typeof code !== 'number' || code >= 0) return null;
  return {
    kind: 'refused',
    market,
    status: 200,
    code,
    message: messageOf(body, redact),
    retryAfterMs: null,
  };
}

/** The package throws the response itself for a success other than 200. */
function responseItself(thrown: unknown): Record<string, unknown> | null {
  const record = recordOf(thrown);
  return record !== null && typeof record['status'] === 'number' && 'headers' in record
    ? record
    : null;
}

function readResponse(
  response: Record<string, unknown>,
  redact: (text: string) => string,
  market: Market,
): Failure {
  const status = typeof response['status'] === 'number' ? response['status'] : 0;
  const body = response['data'];
  if (status >= 200 && status < 300) {
    return { kind: 'malformed', message: `HTTP ${status} in place of 200` };
  }
  const retryAfterMs = retryAfterOf(response['headers']);
  if (typeof fieldOf(body, 'msg') === 'string' || typeof fieldOf(body, 'code') === 'number') {
    const code = fieldOf(body, 'code');
    const known = typeof code === 'number' ? code : 0;
    const data = recordOf(fieldOf(body, 'data'));
    return {
      kind: 'refused',
      market,
      status,
      code: known,
      message: messageOf(body, redact),
      retryAfterMs,
      ...(data === null ? {} : { data }),
    };
  }
  // Binance's gateway answers this one as bare text, and says that it failed for certain (F1).
  if (
    status === 503 &&
    typeof body === 'string' &&
    /^"?service unavailable\.?"?$/i.test(body.trim())
  ) {
    const message = 'Service Unavailable.';
    return { kind: 'refused', market, status, code: 0, message, retryAfterMs };
  }
  return { kind: 'page', status, retryAfterMs };
}

/** Retry-After counts seconds (reference B2). */
function retryAfterOf(headers: unknown): number | null {
  const value = headerOf(headers, 'retry-after');
  const seconds = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : null;
  return seconds === null ? null : seconds * 1000;
}

function messageOf(body: unknown, redact: (text: string) => string): string {
  const message = fieldOf(body, 'msg');
  return typeof message === 'string' ? redact(message) : 'no message';
}

function fieldOf(value: unknown, name: string): unknown {
  return recordOf(value)?.[name];
}

function recordOf(value: unknown): Record<string, unknown> | null {
  return isRecord(value) ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
