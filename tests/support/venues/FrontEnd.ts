import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { Certificate } from './certificates';

/** A request as it arrived at a host. */
export interface HostRequest {
  /** The name that the TLS handshake asked for, and the Host header. */
  serverName: string;
  hostHeader: string;
  method: string;
  path: string;
  params: Readonly<Record<string, string>>;
  apiKey: string;
  status: number;
}

export interface FrontEndOptions {
  host: string;
  certificate: Certificate;
  /** Which paths the host serves; others are answered with 404, as by the exchange. */
  serves: RegExp;
  /** Origin of the paper exchange behind it. */
  target: string;
}

/** A host of the exchange as TLS shows it, on a port of this machine, with a paper exchange behind. */
export class FrontEnd {
  readonly requests: HostRequest[] = [];
  /** Whether keys are said to be allowed to withdraw, which a paper exchange's never are. */
  keysMayWithdraw = false;
  private readonly agent = new Agent({ keepAlive: true });
  private readonly server: Server;

  private constructor(private readonly options: FrontEndOptions) {
    this.server = createServer(options.certificate, (incoming, response) =>
      this.serve(incoming, response),
    );
  }

  static async start(options: FrontEndOptions): Promise<FrontEnd> {
    const frontEnd = new FrontEnd(options);
    await new Promise<void>((resolve) => frontEnd.server.listen(0, '127.0.0.1', resolve));
    return frontEnd;
  }

  get host(): string {
    return this.options.host;
  }

  get port(): number {
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private serve(incoming: IncomingMessage, response: ServerResponse): void {
    const { host, serves, target } = this.options;
    const url = new URL(incoming.url ?? '/', `https://${host}`);
    const { socket, headers } = incoming;
    const seen: HostRequest = {
      serverName: socket instanceof TLSSocket ? String(socket.servername) : '',
      hostHeader: headers.host ?? '',
      method: incoming.method ?? '',
      path: url.pathname,
      params: Object.fromEntries(url.searchParams),
      apiKey: String(headers['x-mbx-apikey'] ?? ''),
      status: 0,
    };
    this.requests.push(seen);
    if (seen.serverName !== host || seen.hostHeader !== host || !serves.test(url.pathname)) {
      seen.status = 404;
      response.writeHead(404).end();
      return;
    }
    const { host: paper } = new URL(target);
    const forwarded = request(
      `${target}${incoming.url}`,
      { method: seen.method, agent: this.agent, headers: { ...headers, host: paper } },
      (answer) => {
        seen.status = answer.statusCode ?? 0;
        if (this.keysMayWithdraw && seen.path.endsWith('/apiRestrictions')) {
          void withWithdrawals(answer, response);
          return;
        }
        response.writeHead(seen.status, answer.headers);
        answer.pipe(response);
      },
    );
    forwarded.on('error', () => response.destroy());
    response.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  }
}

async function withWithdrawals(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: string[] = [];
  for await (const part of answer.setEncoding('utf8')) parts.push(String(part));
  const body = parts.join('').replace('"enableWithdrawals":false', '"enableWithdrawals":true');
  const { 'content-length': _length, ...headers } = answer.headers;
  response.writeHead(answer.statusCode ?? 0, headers);
  response.end(body);
}
