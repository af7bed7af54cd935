import { createHmac, timingSafeEqual } from 'node:crypto';
import { ApiError, missingParameter } from '../engine/errors';

/** A request's raw parameters as they came over the wire. */
export interface RawParameters {
  query: string;
  body: string;
}

function withoutSignature(text: string): { rest: string; signature: string | undefined } {
  let signature: string | undefined;
  const kept = text.split('&').filter((pair) => {
    if (!pair.startsWith('signature=')) return true;
    signature = decodeURIComponent(pair.slice('signature='.length));
    return false;
  });
  return { rest: kept.join('&'), signature };
}

/** Checks HMAC-SHA256 over query + body as sent, without the signature itself; -1102 when absent, -1022 when wrong. */
export function checkSignature(raw: RawParameters, secret: string): void {
  const query = withoutSignature(raw.query);
  const body = withoutSignature(raw.body);
  const signature = query.signature ?? body.signature;
  if (signature === undefined || signature === '') throw missingParameter('signature');
  const expected = createHmac('sha256', secret)
    .update(query.rest + body.rest)
    .digest();
  const given = Buffer.from(signature.toLowerCase(), 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new ApiError(-1022, 'Signature for this request is not valid.');
  }
}

/**
 * The timestamp rule of D1: `timestamp < now + 1000 && now - timestamp <= recvWindow`.
 * @param latest exchange time had a stepped clock not been held back; a client cannot know that it was
 */
export function checkTimestamp(
  timestamp: number,
  recvWindow: number,
  now: number,
  latest: number,
): void {
  if (recvWindow > 60_000) {
    throw new ApiError(-1131, 'recvWindow must be less than 60000.');
  }
  if (timestamp >= latest + 1000) {
    throw new ApiError(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
  }
  if (now - timestamp > recvWindow) {
    throw new ApiError(-1021, 'Timestamp for this request is outside of the recvWindow.');
  }
}
