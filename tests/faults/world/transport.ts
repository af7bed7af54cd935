import type { HttpAdapter } from '../../../lib/exchange/binance/options';

/**
 * The way of a request without a socket: the gateway's HTTP client hands its requests over here. What a wire does to a reply (reset, silence, drip) is done
 * here, with the errors that the HTTP client makes of it.
 */

/** A request as it would have gone over the wire. */
export interface WireRequest {
  method: string;
  path: string;
  query: string;
  body: string;
  apiKey: string | undefined;
  /** How long the client waits on a silent connection, ms. */
  silenceLimitMs: number;
}

export interface WireReply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A connection that ended without a whole reply; `code` as Node and the HTTP client name it. */
export class WireError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

export type Serve = (request: WireRequest) => Promise<WireReply>;

/** What the HTTP client throws, as far as anybody looks at it. */
class HttpError extends Error {
  constructor(
    readonly code: string,
    readonly response?: object,
  ) {
    super(code);
  }
}

/** An adapter that hands every request to `serve`. */
export function inProcess(serve: Serve): HttpAdapter {
  return async (config) => {
    const url = new URL(config.url ?? '');
    const params: Readonly<Record<string, string>> = config.params ?? {};
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, String(value));
    const key: unknown = config.headers.get('X-MBX-APIKEY');
    let reply: WireReply;
    try {
      reply = await serve({
        method: (config.method ?? 'get').toUpperCase(),
        path: url.pathname,
        query: url.search.slice(1),
        body: typeof config.data === 'string' ? config.data : '',
        apiKey: typeof key === 'string' ? key : undefined,
        silenceLimitMs: config.timeout ?? 0,
      });
    } catch (error) {
      throw error instanceof WireError ? new HttpError(error.code) : error;
    }
    const headers = Object.fromEntries(
      Object.entries(reply.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const response = { data: reply.body, status: reply.status, statusText: '', headers, config };
    if (config.validateStatus?.(reply.status) ?? true) return response;
    throw new HttpError(reply.status >= 500 ? 'ERR_BAD_RESPONSE' : 'ERR_BAD_REQUEST', response);
  };
}
