import { ZodError } from 'zod';
import { ConfigurationError, DeltagridError, HaltError, TransientError } from '../../model/errors';
import type { OrderReport } from '../../model/order';
import type { Market } from '../../model/terms';
import type { NotSent } from '../port';
import type { RestRequest } from './client';
import type { Failure } from './failure';
import { faultOf } from './schemas/common';
import type { RefusedHalf } from './schemas/order';

export type Read<T> = { ok: true; value: T } | { ok: false; fault: string };

/** Reads a body; what is not as documented comes back as a value, naming the field. */
export function attempt<T>(read: () => T): Read<T> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (error instanceof ZodError) return { ok: false, fault: faultOf(error) };
    throw error;
  }
}

/** A reply about another order than the one asked for says nothing about ours. */
export function isAbout(report: OrderReport, symbol: string, clientOrderId: string): boolean {
  return report.symbol === symbol && report.clientOrderId === clientOrderId;
}

export const ANOTHER_ORDER = 'it is about another order';

export function unexpected(request: RestRequest, fault: string): string {
  return `${request.method} ${request.path} answered something unexpected: ${fault}`;
}

/** For reads: an answer that is not as documented will not get better by asking again. */
export function unexpectedError(request: RestRequest, fault: string): ConfigurationError {
  return new ConfigurationError(
    `${unexpected(request, fault)}.`,
    'Check the address of the exchange; if it is right, this version does not know its answers.',
  );
}

/** What a write that was never sent answers when a question before it failed. */
export function notSentBecause(error: unknown): NotSent {
  if (!(error instanceof DeltagridError)) throw error;
  const retryAt = error instanceof TransientError ? error.retryAt : null;
  const outcome: NotSent = { kind: 'notSent', message: error.message, retryAt };
  return error instanceof HaltError ? { ...outcome, halt: true } : outcome;
}

/** A refusal inside an answer about several things, as if it had come by itself. */
export function refusalInside(
  market: Market,
  { code, msg }: RefusedHalf,
  redact: (text: string) => string,
): Failure {
  return { kind: 'refused', market, status: 400, code, message: redact(msg), retryAfterMs: null };
}

/** A signed request. */
export function signed(
  method: RestRequest['method'],
  market: RestRequest['market'],
  path: string,
  params: Readonly<Record<string, string>>,
): RestRequest {
  return { market, method, path, params, signed: true };
}
