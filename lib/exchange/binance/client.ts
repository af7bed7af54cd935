import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { MainClient, USDMClient } from 'binance';
import type { Market } from '../../model/terms';
import { type Failure, type Reply, readFailure, refusalInBody } from './failure';
import { type HeaderUsage, readUsage } from './headers';
import { parseKeepingLongIntegers } from './json';
import type { BinanceSettings } from './options';
import { createRedactor, signPayload } from './signing';

/** One request in the exchange's words. Every parameter is text already. */
export interface RestRequest {
  market: Market;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Without a leading slash. */
  path: string;
  params: Readonly<Record<string, string>>;
  signed: boolean;
  /**
   * Urgent requests (cancels, stops, reductions, hedges, Flatten) may use the reserve of every
   * budget and go before others. Default: by what the request is, see `isUrgent`.
   */
  priority?: 'urgent' | 'normal';
}

export interface RestClient {
  /**
   * Sends one request once, and answers within `deadlineMs` whatever happens; it never throws.
   * `exchangeNow` stamps signed requests and is ignored by public ones.
   */
  send(request: RestRequest, deadlineMs: number, exchangeNow: number): Promise<Reply>;
}

/** Largest answer taken, in bytes: the USD-M exchange information is 1.1 MB. */
const LARGEST_ANSWER_BYTES = 32 * 1024 * 1024;

/**
 * Connections are reused, but closed by us after 4 s without use: a server that closes one just as
 * an order leaves on it would turn that order into an unknown one.
 */
const AGENT_OPTIONS = { keepAlive: true, maxFreeSockets: 10, timeout: 4_000 };

/** How much sooner than the deadline a silent connection is given up, in ms. */
const SOCKET_HEADSTART_MS = 50;

/**
 * The two clients of the `binance` package, with its defects switched off (reference A2): its clock
 * synchronisation, its number conversion, its error objects (they hold the key and the signature)
 * and its five-minute time-out. Only its generic request methods are used, because the named ones
 * change their parameters, invent client order ids and print warnings.
 */
export function createRestClient(settings: BinanceSettings): RestClient {
  const redact = createRedactor(settings.apiKey, settings.apiSecret);
  const clientOptions = {
    ...(settings.apiKey === '' ? {} : { api_key: settings.apiKey, api_secret: settings.apiSecret }),
    recvWindow: settings.recvWindowMs,
    disableTimeSync: true,
    filterUndefinedParams: true,
    beautifyResponses: false,
    parseExceptions: false,
    customSignMessageFn: (payload: string, secret: string) =>
      Promise.resolve(signPayload(payload, secret)),
  };
  const requestOptions = {
    // Sooner than our own deadline, so that the connection is closed when a caller hears "lost".
    timeout: Math.max(1, settings.requestDeadlineMs - SOCKET_HEADSTART_MS),
    httpAgent: new HttpAgent(AGENT_OPTIONS),
    // Also where the process was told (NODE_TLS_REJECT_UNAUTHORIZED=0) to believe anybody.
    httpsAgent: new HttpsAgent({ ...AGENT_OPTIONS, rejectUnauthorized: true }),
    // A redirect would carry the key header to another host; a proxy variable would see the key.
    maxRedirects: 0,
    proxy: false as const,
    maxContentLength: LARGEST_ANSWER_BYTES,
    transformResponse: [readAnswer],
    ...(settings.adapter === undefined ? {} : { adapter: settings.adapter }),
  };
  const { spot: spotUrl, usdm: usdmUrl } = settings.baseUrls;
  const spot = new MainClient({ ...clientOptions, baseUrl: spotUrl }, requestOptions);
  const usdm = new USDMClient({ ...clientOptions, baseUrl: usdmUrl }, requestOptions);

  async function send(
    request: RestRequest,
    deadlineMs: number,
    exchangeNow: number,
  ): Promise<Reply> {
    const client = request.market === 'spot' ? spot : usdm;
    // The package stamps a request with Date.now() + offset, in the same synchronous block as the
    // call below, so the offset is taken against that very clock.
    // eslint-disable-next-line no-restricted-syntax
    if (request.signed) client.setTimeOffset(Math.round(exchangeNow) - Date.now());
    const sent = call(client, request).then(
      (body): Reply => {
        const failure = refusalInBody(body, redact, request.market) ?? unreadable(body);
        const usage = usageWith(body);
        return failure === null ? { ok: true, body, ...usage } : { ok: false, failure, ...usage };
      },
      (thrown: unknown): Reply => ({
        ok: false,
        ...readFailure(thrown, redact, request.market),
      }),
    );
    return withinDeadline(sent, deadlineMs, settings.after);
  }
  return { send };
}

function call(client: MainClient | USDMClient, request: RestRequest): Promise<unknown> {
  const params = { ...request.params };
  const { method, path, signed } = request;
  switch (method) {
    case 'GET':
      return signed ? client.getPrivate(path, params) : client.get(path, params);
    case 'POST':
      return client.postPrivate(path, params);
    case 'PUT':
      return client.putPrivate(path, params);
    case 'DELETE':
      return client.deletePrivate(path, params);
  }
}

/** The package's own time-out watches the socket only; this one watches the whole exchange. */
async function withinDeadline(
  sent: Promise<Reply>,
  deadlineMs: number,
  after: BinanceSettings['after'],
): Promise<Reply> {
  let cancel: () => void = () => undefined;
  const late = new Promise<Reply>((resolve) => {
    const failure: Failure = { kind: 'lost', message: `no reply within ${deadlineMs} ms` };
    cancel = after(deadlineMs, () => resolve({ ok: false, failure }));
  });
  try {
    return await Promise.race([sent, late]);
  } finally {
    cancel();
  }
}

/**
 * The package hands back the body alone, so what its headers said is kept beside the body until
 * `usageWith` asks for it.
 */
const usageByBody = new WeakMap<object, HeaderUsage>();

function readAnswer(text: unknown, headers: unknown): unknown {
  const body = readBody(text);
  if (typeof body === 'object' && body !== null) usageByBody.set(body, readUsage(headers));
  return body;
}

function usageWith(body: unknown): { usage?: HeaderUsage } {
  const usage = typeof body === 'object' && body !== null ? usageByBody.get(body) : undefined;
  return usage === undefined ? {} : { usage };
}

/** Bodies that are not JSON stay text, so that `unreadable` sees them. */
function readBody(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return parseKeepingLongIntegers(text);
  } catch {
    return text;
  }
}

function unreadable(body: unknown): Failure | null {
  if (typeof body === 'object' && body !== null) return null;
  return { kind: 'malformed', message: 'the answer is not JSON' };
}
