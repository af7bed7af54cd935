import { join } from 'node:path';
import { z } from 'zod';
import { type Simulator, startSimulator } from '../../../lib/simulator';
import type { TestAuthority } from './certificates';
import { FrontEnd, type HostRequest } from './FrontEnd';

export type VenueName = 'testnet' | 'mainnet';

/** The hosts of the exchange and what each of them serves (reference A1), written here by hand. */
const HOSTS: Readonly<Record<VenueName, Readonly<Record<string, RegExp>>>> = {
  testnet: { 'demo-api.binance.com': /^\/api\//, 'demo-fapi.binance.com': /^\/fapi\// },
  mainnet: { 'api.binance.com': /^\/s?api\//, 'fapi.binance.com': /^\/(fapi|futures)\// },
};
const TEN_THOUSAND = 10_000n * 10n ** 8n;

const reportSchema = z.object({
  ordersPlaced: z.number(),
  openOrdersExchange: z.number(),
  symbols: z.array(z.object({ spotBase: z.string(), futuresPosition: z.string() })),
});

/** An environment of the exchange on this machine: both hosts over TLS before one paper exchange. */
export class PaperVenue {
  private constructor(
    readonly key: string,
    readonly secret: string,
    private readonly simulator: Simulator,
    readonly frontEnds: readonly FrontEnd[],
  ) {}

  /** Starts it on the wall clock with its state in `folder`. The account has 10,000 USDT on either side. */
  static async start(
    name: VenueName,
    folder: string,
    authority: TestAuthority,
  ): Promise<PaperVenue> {
    const key = `key-of-${name}`;
    const secret = `secret-of-${name}`;
    const simulator = await startSimulator({
      file: join(folder, `${name}.sqlite`),
      feed: { name: 'synthetic', seed: 1 },
      clock: 'wall',
      balances: { spotQuote: TEN_THOUSAND, usdmQuote: TEN_THOUSAND },
      key,
      secret,
      now: Date.now,
    });
    const frontEnds = await Promise.all(
      Object.entries(HOSTS[name]).map(([host, serves]) =>
        FrontEnd.start({ host, serves, certificate: authority.issue(host), target: simulator.url }),
      ),
    );
    return new PaperVenue(key, secret, simulator, frontEnds);
  }

  /** What arrived at its hosts. */
  get requests(): HostRequest[] {
    return this.frontEnds.flatMap(({ requests }) => requests);
  }

  /** Requests that were not asked of the right host by its right name. */
  get strays(): string[] {
    return this.frontEnds.flatMap(({ host, requests }) =>
      requests
        .filter(({ serverName, hostHeader, path }) => {
          const serves = Object.values(HOSTS).find((hosts) => host in hosts)?.[host];
          return serverName !== host || hostHeader !== host || serves?.test(path) !== true;
        })
        .map(({ serverName, hostHeader, path }) => `${host}: ${serverName} ${hostHeader} ${path}`),
    );
  }

  /** The client order ids of the orders that were sent, as often as they were. */
  get clientOrderIds(): string[] {
    return this.requests
      .filter(({ method }) => method === 'POST')
      .flatMap(({ params }) => {
        const batch: unknown = JSON.parse(params['batchOrders'] ?? '[]');
        const ids = z.array(z.object({ newClientOrderId: z.string() })).parse(batch);
        const own = params['newClientOrderId'] ?? params['clientAlgoId'];
        return [...ids.map(({ newClientOrderId }) => newClientOrderId), ...(own ? [own] : [])];
      });
  }

  /** The exchange's own books. */
  async report(): Promise<z.infer<typeof reportSchema>> {
    const response = await fetch(`${this.simulator.url}/sim/report`);
    return reportSchema.parse(await response.json());
  }

  /** Makes requests fail at the exchange, as `POST /sim/faults` takes it. */
  async addFaults(...rules: readonly object[]): Promise<void> {
    const response = await fetch(`${this.simulator.url}/sim/faults`, {
      method: 'POST',
      body: JSON.stringify({ rules }),
    });
    if (!response.ok) throw new Error(await response.text());
  }

  async stop(): Promise<void> {
    await Promise.all(this.frontEnds.map((frontEnd) => frontEnd.stop()));
    await this.simulator.close();
  }
}
