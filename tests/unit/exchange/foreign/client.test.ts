import { createServer, type Server } from 'node:https';
import type { DvolQuery } from '../../../../lib/exchange/foreignPort';
import { FOREIGN_HOSTS } from '../../../../lib/exchange/foreignHosts';
import { httpGet } from '../../../../lib/exchange/foreignHttp';
import {
  ConfigurationError,
  DeltagridError,
  RejectedError,
  TransientError,
} from '../../../../lib/model/errors';
import { FOREIGN_VENUES } from '../../../../lib/model/foreignData';
import { TestAuthority } from '../../../support/venues/certificates';
import { answers, type Handler, text } from '../stubServer';
import { DVOL, dvolPage, type ForeignWorld, foreignWorld, HOUR, NEW_YEAR } from './world';

/** How venues are asked: what leaves this machine, and what is made of trouble. */

const QUERY: DvolQuery = {
  currency: 'BTC',
  resolution: '1h',
  from: NEW_YEAR - 2 * HOUR,
  to: NEW_YEAR,
};
const good = answers(200, dvolPage([[NEW_YEAR - HOUR, 45]]));

let world: ForeignWorld;
beforeEach(async () => {
  world = await foreignWorld();
});
afterEach(() => world.close());

async function failure(open = world.open()): Promise<DeltagridError> {
  const error: unknown = await open.dvol(QUERY).catch((thrown: unknown) => thrown);
  if (!(error instanceof DeltagridError)) throw new Error(`no error of ours: ${String(error)}`);
  expect(error.wayOut).toMatch(/.{20,}/);
  return error;
}

function asked(): number {
  return world.stub.seenOn(DVOL).length;
}

it('asks without key, cookie or anything else that names the user', async () => {
  world.stub.on(DVOL, good);
  await world.open().dvol(QUERY);
  expect(world.stub.seen).toHaveLength(1);
  expect(world.stub.seen[0]).toMatchObject({ apiKey: undefined, body: '' });
  expect(Object.keys(world.stub.seen[0]?.params ?? {}).sort()).toEqual([
    'currency',
    'end_timestamp',
    'resolution',
    'start_timestamp',
  ]);
});

it('asks nobody before something is wanted, and the same question once in a run', async () => {
  world.stub.on(DVOL, good);
  const sources = world.open();
  expect(asked()).toBe(0);
  const answersOfOneRun = await Promise.all([sources.dvol(QUERY), sources.dvol(QUERY)]);
  expect(answersOfOneRun[0]).toEqual(answersOfOneRun[1]);
  expect(asked()).toBe(1);
  await world.open().dvol(QUERY);
  expect(asked()).toBe(2);
});

it('has fixed https hosts', () => {
  expect(FOREIGN_VENUES.map((venue) => FOREIGN_HOSTS[venue].origin)).toEqual([
    'https://www.deribit.com',
    'https://www.okx.com',
    'https://api.bybit.com',
  ]);
});

it('speaks plain http to this machine only', async () => {
  const url = new URL('http://venue.invalid/');
  expect(await httpGet({ url, deadlineMs: 1_000, largestBytes: 10 })).toEqual({
    kind: 'notConnected',
    message: 'the address is not https',
  });
});

describe('a host with a certificate that nobody signed', () => {
  let server: Server;
  let requests = 0;
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  beforeAll(async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    server = createServer(new TestAuthority(Date.now()).issue('localhost'), (_in, out) => {
      requests += 1;
      out.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it('is not believed, even in a process that was told to believe anybody', async () => {
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const url = new URL(`https://localhost:${port}/`);
    const outcome = await httpGet({ url, deadlineMs: 5_000, largestBytes: 100 });
    expect(outcome.kind).toBe('notConnected');
    expect(requests).toBe(0);
  });
});

describe('a host that is silent', () => {
  const silent: Handler = () => undefined;

  it('is given up at the deadline, and then left alone by every run', async () => {
    world.stub.on(DVOL, silent);
    const first = await failure(world.open({ deadlineMs: 120 }));
    expect(first).toBeInstanceOf(TransientError);
    expect(first.message).toContain('Deribit did not answer');
    const before = asked();
    world.stub.on(DVOL, good);
    expect((await failure()).message).toContain('left alone until 2026-01-01T00:00:30Z');
    expect(asked()).toBe(before);
    world.now += 31_000;
    await expect(world.open().dvol(QUERY)).resolves.toHaveLength(1);
  });

  it('is asked again once where the connection broke', async () => {
    world.stub.on(DVOL, (request, response, nth) => {
      if (nth === 1) response.socket?.resetAndDestroy();
      else good(request, response, nth);
    });
    await expect(world.open().dvol(QUERY)).resolves.toHaveLength(1);
    expect(asked()).toBe(2);
  });

  it('never waits longer than what is left of one deadline', async () => {
    world.stub.on(DVOL, (_request, response) => void response.socket?.resetAndDestroy());
    await failure();
    const [first = 0, second = 0] = world.deadlines;
    expect(first).toBeLessThanOrEqual(6_000);
    expect(second).toBeLessThanOrEqual(10_000 - world.slept);
    expect(world.deadlines).toHaveLength(2);
  });

  it('counts as silent when its answer trickles in for longer than the deadline', async () => {
    let trickle: NodeJS.Timeout | undefined;
    world.stub.on(DVOL, (_request, response) => {
      response.writeHead(200);
      trickle = setInterval(() => response.write(' '), 10);
    });
    const started = performance.now();
    const error = await failure(world.open({ deadlineMs: 150 }));
    clearInterval(trickle);
    expect(error.message).toContain('no answer within 150 ms');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('counts as silent when its answer breaks off', async () => {
    world.stub.on(DVOL, (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"jsonrpc"');
      response.socket?.end();
    });
    expect((await failure()).message).toContain('did not answer');
  });
});

describe('a host that refuses', () => {
  it.each<[string, Handler, number]>([
    ['Retry-After', answers(429, {}, { 'retry-after': '7' }), 7_000],
    ['no word of how long', answers(429, {}), 60_000],
    [
      'its own code',
      answers(400, { error: { code: 10028, message: 'too_many_requests' } }),
      60_000,
    ],
    ['a firewall', (_request, response) => text(response, 403, '<html>'), 600_000],
    ['trouble of its own', answers(503, {}, { 'retry-after': '20' }), 20_000],
  ])('is left alone: %s', async (_what, handler, pauseMs) => {
    world.stub.on(DVOL, handler);
    const error = await failure();
    expect(error).toBeInstanceOf(TransientError);
    expect(error instanceof TransientError && error.retryAt).toBe(world.now + pauseMs);
    const before = asked();
    world.now += pauseMs - 1;
    await failure();
    expect(asked()).toBe(before);
    world.now += 1;
    world.stub.on(DVOL, good);
    await expect(world.open().dvol(QUERY)).resolves.toHaveLength(1);
  });

  it('leaves the other venues alone', async () => {
    world.stub.on(DVOL, answers(429, {}));
    await failure();
    await expect(world.open().funding('okx', 'BTCUSDT', 0)).rejects.toThrow('OKX');
    expect(world.stub.seen).toHaveLength(2);
  });

  it('says why, in one plain line, and is not asked twice for it', async () => {
    const message = `bad\r\n\u001b[31m${'x'.repeat(500)}`;
    world.stub.on(DVOL, answers(400, { error: { code: -32602, message } }));
    const error = await failure();
    expect(error).toBeInstanceOf(RejectedError);
    expect(error.message).toMatch(/^Deribit refused: bad \[31mx{10,120} \(-32602\)\.$/);
    expect(asked()).toBe(1);
  });
});

describe('an answer that is not as documented', () => {
  it.each<[string, Handler, string]>([
    [
      'a redirect',
      (_request, response) => text(response, 302, '', { location: '/elsewhere' }),
      'HTTP 302',
    ],
    ['a page', (_request, response) => text(response, 200, '<html>'), 'not JSON'],
    ['another shape', answers(200, { result: { data: 5, continuation: null } }), 'result.data'],
    ['too much', (_request, response) => text(response, 200, ' '.repeat(600_000)), 'larger than'],
  ])('is refused, with what is wrong: %s', async (_what, handler, fault) => {
    world.stub.on(DVOL, handler);
    const error = await failure();
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toContain(fault);
    expect(world.stub.seen).toHaveLength(1);
  });
});

describe('the budget of a host', () => {
  it('is kept by all runs of this machine together: what does not fit waits', async () => {
    world.stub.on(DVOL, good);
    const { requests, windowMs } = FOREIGN_HOSTS.deribit;
    for (let run = 0; run < requests; run += 1) await world.open().dvol(QUERY);
    expect(world.slept).toBe(0);
    await world.open().dvol(QUERY);
    expect(world.slept).toBeGreaterThan(0);
    expect(world.slept).toBeLessThanOrEqual(windowMs + 100);
  });

  it('refuses what would have to wait beyond the deadline', async () => {
    world.stub.on(DVOL, good);
    for (let run = 0; run < FOREIGN_HOSTS.deribit.requests; run += 1) {
      await world.open().dvol(QUERY);
    }
    const before = asked();
    const error = await failure(world.open({ deadlineMs: 500 }));
    expect(error).toBeInstanceOf(TransientError);
    expect(error.message).toContain('what this machine allows itself');
    expect(asked()).toBe(before);
  });

  it('that cannot be kept means that nobody is asked', async () => {
    const broken = (): never => {
      throw new Error('disk I/O error');
    };
    const error = await failure(world.open({ budgets: broken }));
    expect(error).toBeInstanceOf(TransientError);
    expect(error.wayOut).toContain('n8n user folder');
    expect(asked()).toBe(0);
  });
});
