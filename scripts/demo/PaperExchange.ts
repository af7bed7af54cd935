import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { environmentWithThisNode } from '../support/command';
import { REPOSITORY } from '../support/paths';
import { startProcessGroup, type ProcessGroup } from '../support/processGroup';

const START_LIMIT_MS = 60_000;
const STOP_GRACE_MS = 5_000;

/** The part of `GET /sim/report` that the demo and the checks read; money as decimal text in USDT. */
export const paperReportSchema = z.object({
  feed: z.object({ name: z.string() }),
  ordersPlaced: z.number(),
  ordersCancelled: z.number(),
  fills: z.number(),
  fundings: z.number(),
  fundingPaymentsQuote: z.string(),
  maxAbsDeltaFraction: z.number(),
  startEquityQuote: z.string(),
  endEquityQuote: z.string(),
  rateLimitViolations: z.number(),
  unprotectedMs: z.number(),
  openOrdersExchange: z.number(),
  duplicateOrders: z.number(),
  symbols: z.array(
    z.object({
      symbol: z.string(),
      lastPrice: z.string(),
      markPrice: z.string(),
      spotBase: z.string(),
      futuresPosition: z.string(),
      openOrders: z.number(),
    }),
  ),
});
export type PaperReport = z.infer<typeof paperReportSchema>;

/** A request that is to be held back: the nth one of a route, before or after it takes effect. */
export interface Hold {
  /** For example `POST /api/v3/order`. */
  readonly route: string;
  /** 1 for the next request of that route. */
  readonly nth: number;
  readonly phase: 'before' | 'after';
}

/** The market that the paper exchange plays: the recording if there is one, else a synthetic one. */
export interface Market {
  readonly seed: number;
  readonly recording?: Recording | null;
}

/** A stretch of a recorded market. */
export interface Recording {
  /** Folder of the CSV files. */
  readonly folder: string;
  /** Symbols, separated by commas. */
  readonly symbols: string;
  /** First minute, ISO 8601 or epoch milliseconds. */
  readonly start: string;
}

function feedArguments({ seed, recording }: Market): string[] {
  if (!recording) return ['--feed', 'synthetic', '--seed', String(seed)];
  const { folder, symbols, start } = recording;
  return ['--feed', `recorded:${folder}`, '--symbols', symbols, '--start', start];
}

/** What a program that ended early said first: its reason. */
async function firstLineOf(logFile: string): Promise<string> {
  return (await readFile(logFile, 'utf8')).split('\n')[0] ?? '';
}

const CANDLES_PER_PAGE = 1_000;
const MINUTE_MS = 60_000;
const priceSchema = z.string().transform(Number);
const candlesSchema = z.array(
  z
    .tuple([z.number(), priceSchema, priceSchema, priceSchema, priceSchema], z.unknown())
    .transform(([openAt, open, high, low, close]) => ({ openAt, open, high, low, close })),
);
/** A one-minute candle of the spot market, in the quote asset. */
export type MinuteCandle = z.infer<typeof candlesSchema>[number];

const readySchema = z.object({ url: z.string() });

/** The paper exchange as a process of its own, on a stepped clock. */
export class PaperExchange {
  private constructor(
    readonly url: string,
    readonly file: string,
    private readonly group: ProcessGroup,
  ) {}

  /** Starts it with its state in `folder` and waits for its address. Throws if it ends early. */
  static async start(folder: string, market: Market): Promise<PaperExchange> {
    const file = join(folder, 'exchange.sqlite');
    const logFile = join(folder, 'exchange.log');
    const args = ['--port', '0', ...feedArguments(market)];
    args.push('--clock', 'stepped', '--file', file, '--balances', 'spot=10000,usdm=10000');
    const group = startProcessGroup(
      ['--import', 'tsx', join(REPOSITORY, 'scripts', 'simulator.ts'), ...args],
      { cwd: REPOSITORY, env: environmentWithThisNode(), logFile, pipeStdout: true },
    );
    const stdout = group.child.stdout;
    if (stdout === null) throw new Error('The paper exchange has no output.');
    const lines = createInterface({ input: stdout });
    const firstLine = once(lines, 'line', { signal: AbortSignal.timeout(START_LIMIT_MS) });
    const early = group.whenEnded.then(async (code) => {
      throw new Error(
        `The paper exchange ended with ${code ?? 'a signal'}: ${await firstLineOf(logFile)}`,
      );
    });
    try {
      const [line] = await Promise.race([firstLine, early]);
      const { url } = readySchema.parse(JSON.parse(String(line)));
      early.catch(() => undefined);
      return new PaperExchange(url.replace(/\/$/, ''), file, group);
    } catch (error) {
      group.signal('SIGKILL');
      early.catch(() => undefined);
      firstLine.catch(() => undefined);
      throw error;
    }
  }

  /** Lets so much exchange time pass. */
  async advance(durationMs: number): Promise<void> {
    await this.call('POST', '/sim/advance', { ms: durationMs });
  }

  /** The exchange's own figures since its start. */
  async report(): Promise<PaperReport> {
    return paperReportSchema.parse(await this.call('GET', '/sim/report'));
  }

  /** The exchange's own time, epoch milliseconds. */
  async now(): Promise<number> {
    const answer = await this.call('GET', '/api/v3/time');
    return z.object({ serverTime: z.number() }).parse(answer).serverTime;
  }

  /** The one-minute candles of the spot market that opened at `from` or later and closed by `to`. */
  async spotMinutes(symbol: string, from: number, to: number): Promise<MinuteCandle[]> {
    const found: MinuteCandle[] = [];
    const lastOpen = to - MINUTE_MS;
    for (let next = from; next <= lastOpen; next = (found.at(-1)?.openAt ?? to) + MINUTE_MS) {
      const range = `startTime=${next}&endTime=${lastOpen}&limit=${CANDLES_PER_PAGE}`;
      const page = await this.call('GET', `/api/v3/klines?symbol=${symbol}&interval=1m&${range}`);
      const candles = candlesSchema.parse(page);
      if (candles.length === 0) break;
      found.push(...candles);
    }
    return found;
  }

  /** Arms a hold: the request or its reply waits until `release` or until its sender is gone. */
  async hold(hold: Hold): Promise<void> {
    await this.call('POST', '/sim/hold', { ...hold });
  }

  /** True while a request or its reply is being held. */
  async isHolding(): Promise<boolean> {
    const holds = z
      .array(z.object({ holding: z.boolean() }))
      .parse(await this.call('GET', '/sim/holds'));
    return holds.some((hold) => hold.holding);
  }

  /** Lets everything go that is held, and disarms all holds. */
  async release(): Promise<void> {
    await this.call('POST', '/sim/release', {});
  }

  private async call(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(
        `The paper exchange answered ${method} ${path} with ${response.status}: ${text}`,
      );
    }
    return JSON.parse(text);
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    await this.group.stop(STOP_GRACE_MS);
  }
}
