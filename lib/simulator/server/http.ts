import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Control } from './control';
import type { PaperExchange } from './exchange';
import { deliver } from './deliver';
import { Holds } from './holds';
import type { Answer } from './treatment';

const LARGEST_BODY = 1_048_576;
const LOCAL_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** True for the names and addresses of this machine's loopback. */
export function isLoopback(host: string): boolean {
  return host === '::1' || LOCAL_NAMES.has(host);
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const buffer = Buffer.from(part);
    size += buffer.length;
    if (size > LARGEST_BODY) return undefined;
    parts.push(buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, {
    'Content-Type': 'application/json;charset=UTF-8',
    'Content-Length': Buffer.byteLength(answer.body),
    ...answer.headers,
  });
  response.end(answer.body);
}

/** Serves the exchange and its control routes from one origin, to programs of this machine only. */
export function createExchangeServer(exchange: PaperExchange): { server: Server; holds: Holds } {
  const holds = new Holds();
  const control = new Control(exchange, holds);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = (request.headers.host ?? '').replace(/:[0-9]+$/, '');
    // A page in a browser could reach loopback too, but not without naming itself in Origin or Host.
    if (!LOCAL_NAMES.has(name) || request.headers.origin !== undefined) {
      send(response, {
        status: 403,
        headers: {},
        body: JSON.stringify({
          code: -1002,
          msg: 'You are not authorized to execute this request.',
        }),
      });
      return;
    }
    const body = await readBody(request);
    if (body === undefined) {
      send(response, { status: 413, headers: {}, body: '{}' });
      return;
    }
    const method = request.method ?? 'GET';
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const query = mark < 0 ? '' : url.slice(mark + 1);
    await exchange.refresh();
    if (path.startsWith('/sim/')) {
      send(response, control.handle(method, path, query, body));
      return;
    }
    const key = request.headers['x-mbx-apikey'];
    const hold = holds.meet(`${method} ${path}`);
    if (hold?.phase === 'before') {
      await hold.wait();
      // Whoever sent it is gone: it never reached the exchange.
      if (response.destroyed || request.socket.destroyed) return;
    }
    const answer = exchange.handle({
      method,
      path,
      query,
      body,
      apiKey: typeof key === 'string' ? key : undefined,
    });
    if (hold?.phase === 'after') await hold.wait();
    if (response.destroyed) return;
    if (answer.delivery === undefined) send(response, answer);
    else deliver(response, answer, answer.delivery);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) {
        response.destroy();
        return;
      }
      const msg = 'An unknown error occurred while processing the request.';
      const detail = error instanceof Error ? error.message : String(error);
      send(response, {
        status: 500,
        headers: {},
        body: JSON.stringify({ code: -1000, msg, detail }),
      });
    });
  });
  return { server, holds };
}
