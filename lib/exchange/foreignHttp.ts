import { type IncomingMessage, request as plainRequest } from 'node:http';
import { Agent, request as secureRequest } from 'node:https';

/** What became of one GET. A failure names its kind only: no address and no body. */
export type HttpOutcome =
  | { kind: 'answer'; status: number; retryAfterMs: number | null; text: string }
  /** Nothing was reached: no name, no route, a refused connection, a certificate that is wrong. */
  | { kind: 'notConnected'; message: string }
  /** No whole answer in time, or the connection broke. */
  | { kind: 'lost'; message: string }
  | { kind: 'tooLarge'; message: string };

export interface HttpQuestion {
  url: URL;
  /** Over everything: name, connection, TLS, headers and body. */
  deadlineMs: number;
  largestBytes: number;
}

export type HttpGet = (question: HttpQuestion) => Promise<HttpOutcome>;

/**
 * Certificates are checked even where the process was told (NODE_TLS_REJECT_UNAUTHORIZED=0) to
 * believe anybody. An agent of its own takes no proxy from the environment, and no connection
 * outlives its answer.
 */
const agent = new Agent({ keepAlive: false, rejectUnauthorized: true });

/**
 * One GET without key, cookie or redirect. It never throws and answers within the deadline.
 * Addresses are https; plain http is for servers on this machine (tests).
 */
export const httpGet: HttpGet = ({ url, deadlineMs, largestBytes }) =>
  new Promise((resolve) => {
    const isSecure = url.protocol === 'https:';
    if (!isSecure && url.hostname !== '127.0.0.1') {
      resolve({ kind: 'notConnected', message: 'the address is not https' });
      return;
    }
    const headers = {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'n8n-nodes-deltagrid',
    };
    const request = isSecure
      ? secureRequest(url, { agent, headers })
      : plainRequest(url, { headers });
    let isDone = false;
    const finish = (outcome: HttpOutcome): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      resolve(outcome);
      request.destroy();
    };
    const timer = setTimeout(
      () => finish({ kind: 'lost', message: `no answer within ${deadlineMs} ms` }),
      deadlineMs,
    );
    request.on('error', (error) => finish(failureOf(error)));
    request.on('response', (response) => readBody(response, largestBytes, finish));
    request.end();
  });

function readBody(
  response: IncomingMessage,
  largestBytes: number,
  finish: (outcome: HttpOutcome) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > largestBytes) {
      finish({ kind: 'tooLarge', message: `the answer is larger than ${largestBytes} bytes` });
      return;
    }
    chunks.push(chunk);
  });
  response.on('end', () => {
    const text = Buffer.concat(chunks).toString('utf8');
    const retryAfterMs = retryAfterOf(response.headers['retry-after']);
    finish({ kind: 'answer', status: response.statusCode ?? 0, retryAfterMs, text });
  });
  response.on('error', () => finish({ kind: 'lost', message: 'the answer broke off' }));
  response.on('close', () => finish({ kind: 'lost', message: 'the answer broke off' }));
}

/** Retry-After in seconds; a date is not read, and counts as none. */
function retryAfterOf(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : null;
}

const BROKEN_CODES = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'HPE_INVALID_CONSTANT']);

function failureOf(error: Error): HttpOutcome {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'no code';
  const name = code.replace(/[^A-Z0-9_ a-z]/g, '').slice(0, 40);
  return BROKEN_CODES.has(code)
    ? { kind: 'lost', message: `the connection broke (${name})` }
    : { kind: 'notConnected', message: `no connection (${name})` };
}
