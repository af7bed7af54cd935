import { createRequire } from 'node:module';

/**
 * The way of a request without a socket: the HTTP client under the gateway hands its requests to
 * the world whose address they carry. What a wire does to a reply (reset, silence, drip) is done
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

/** The part of the HTTP client's configuration that a request consists of. */
interface ClientRequest {
  method?: string;
  data?: unknown;
  timeout?: number;
  headers: { get?: (name: string) => unknown };
  validateStatus?: ((status: number) => boolean) | null;
}

interface HttpClient {
  defaults: { adapter: unknown };
  getUri(config: object): string;
  AxiosError: new (
    message: string,
    code: string,
    config: object,
    request: null,
    response?: object,
  ) => Error;
}

const worlds = new Map<string, Serve>();
let isPlaced = false;

/** Serves all requests to `origin` in this process; answers how to stop. */
export function serveInProcess(origin: string, serve: Serve): () => void {
  place();
  worlds.set(origin, serve);
  return () => worlds.delete(origin);
}

/** Takes the place of the HTTP client's own way to the network, once. */
function place(): void {
  if (isPlaced) return;
  isPlaced = true;
  // The client of the `binance` package, not another copy of the same name.
  const ofPackage = createRequire(createRequire(`${process.cwd()}/`).resolve('binance'));
  const loaded: unknown = ofPackage('axios');
  if (!isHttpClient(loaded)) throw new Error('the HTTP client has another shape than expected');
  const client = loaded;
  client.defaults.adapter = async (config: ClientRequest & object): Promise<object> => {
    const url = new URL(client.getUri(config));
    const serve = worlds.get(url.origin);
    if (serve === undefined) throw new client.AxiosError('none', 'ECONNREFUSED', config, null);
    const key = config.headers.get?.('X-MBX-APIKEY');
    try {
      const reply = await serve({
        method: (config.method ?? 'get').toUpperCase(),
        path: url.pathname,
        query: url.search.slice(1),
        body: typeof config.data === 'string' ? config.data : '',
        apiKey: typeof key === 'string' ? key : undefined,
        silenceLimitMs: config.timeout ?? 0,
      });
      return settled(client, config, reply);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      throw new client.AxiosError(error.message, error.code, config, null);
    }
  };
}

function settled(client: HttpClient, config: ClientRequest, reply: WireReply): object {
  const response = {
    data: reply.body,
    status: reply.status,
    statusText: '',
    headers: Object.fromEntries(
      Object.entries(reply.headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    config,
    request: null,
  };
  const isFine = config.validateStatus?.(reply.status) ?? true;
  if (isFine) return response;
  const code = reply.status >= 500 ? 'ERR_BAD_RESPONSE' : 'ERR_BAD_REQUEST';
  throw new client.AxiosError(`status ${reply.status}`, code, config, null, response);
}

function isHttpClient(value: unknown): value is HttpClient {
  return (
    (typeof value === 'function' || typeof value === 'object') &&
    value !== null &&
    'defaults' in value &&
    'getUri' in value &&
    'AxiosError' in value
  );
}
