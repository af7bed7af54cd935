import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startSimulator } from '../lib/simulator';
import { parseDecimal } from '../lib/simulator/engine/decimal';
import type { FeedSettings } from '../lib/simulator/feeds/settings';

const USAGE = `Usage: npm run simulator -- [options]
  --port P            port on 127.0.0.1, 0 picks a free one (default 0)
  --feed FEED         the market: synthetic (default), recorded:FOLDER with gzip CSV files of candles, or live for
                      Binance's public data (live:URL for another exchange's, spot and futures on one address)
  --symbols A,B       what it lists (default: all of a synthetic market, BTCUSDT of others)
  --seed N            seed of the synthetic market (default 1)
  --clock wall|stepped  time runs with this machine, or by POST /sim/advance (default wall)
  --balances spot=10000,usdm=10000,usdc=0  starting USDT of the default account in its spot and futures
                      wallets, and USDC in its futures wallet
  --keys key:secret   its API key and secret (default simulator-key:simulator-secret)
  --start TIME        first minute of trading, ISO 8601 or epoch ms; a recording needs it
  --step 5m           how far POST /sim/advance moves without a time of its own (30s, 5m, 1h)
  --faults FILE       JSON of POST /sim/faults, in force from the start
  --file F            keep the state in this file (default: a new temporary one)`;

function fail(message: string): never {
  process.stderr.write(`${message}\n${USAGE}\n`);
  process.exit(2);
}

function amounts(text: string): { spotQuote: bigint; usdmQuote: bigint; usdmUsdc: bigint } {
  const found = { spotQuote: 0n, usdmQuote: 0n, usdmUsdc: 0n };
  for (const part of text.split(',')) {
    const [name, value] = part.split('=');
    const scaled = parseDecimal(value ?? '');
    if (scaled === undefined) fail(`--balances: "${part}" is not name=amount`);
    if (name === 'spot') found.spotQuote = scaled;
    else if (name === 'usdm') found.usdmQuote = scaled;
    else if (name === 'usdc') found.usdmUsdc = scaled;
    else fail(`--balances: "${name}" is neither spot, usdm nor usdc`);
  }
  return found;
}

function startTime(text: string): number {
  const at = /^[0-9]+$/.test(text) ? Number(text) : Date.parse(text);
  if (!Number.isSafeInteger(at)) fail(`--start: "${text}" is no time`);
  return at;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function stepOf(text: string): number {
  const match = /^([1-9][0-9]{0,5})([smhd])$/.exec(text);
  if (match === null) return fail(`--step: "${text}" is no length of time, such as 5m`);
  return Number(match[1]) * (UNIT_MS[match[2] ?? 's'] ?? 1);
}

function faultsOf(file: string): unknown {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return parsed;
  } catch (error) {
    return fail(`--faults: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function feedOf(text: string, seed: number, listed: string | undefined): FeedSettings {
  const symbols = listed?.split(',').map((symbol) => symbol.trim().toUpperCase());
  if (text === 'synthetic') return { name: 'synthetic', seed, ...(symbols && { symbols }) };
  const colon = text.indexOf(':');
  const name = colon < 0 ? text : text.slice(0, colon);
  const rest = colon < 0 ? '' : text.slice(colon + 1);
  if (name === 'recorded' && rest !== '') {
    return { name, folder: resolve(rest), symbols: symbols ?? ['BTCUSDT'] };
  }
  if (name === 'live') {
    const spotUrl = rest === '' ? 'https://api.binance.com' : rest;
    const usdmUrl = rest === '' ? 'https://fapi.binance.com' : rest;
    return { name, spotUrl, usdmUrl, symbols: symbols ?? ['BTCUSDT'] };
  }
  return fail(`--feed: "${text}" is not known`);
}

function options() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: '0' },
        feed: { type: 'string', default: 'synthetic' },
        seed: { type: 'string', default: '1' },
        clock: { type: 'string', default: 'wall' },
        balances: { type: 'string', default: 'spot=10000,usdm=10000' },
        keys: { type: 'string', default: 'simulator-key:simulator-secret' },
        start: { type: 'string' },
        step: { type: 'string' },
        symbols: { type: 'string' },
        faults: { type: 'string' },
        file: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

async function main(): Promise<void> {
  const { port, feed, seed, clock, balances, keys, start, file, help, ...more } = options();
  if (help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  if (clock !== 'wall' && clock !== 'stepped')
    fail(`--clock: "${clock}" is neither wall nor stepped`);
  if (!/^[0-9]{1,15}$/.test(seed)) fail(`--seed: "${seed}" is not a whole number`);
  if (!/^[0-9]{1,5}$/.test(port)) fail(`--port: "${port}" is not a port`);
  const [key, secret] = keys.split(':');
  if (!key || !secret) fail('--keys: give key:secret');
  const folder = file === undefined ? mkdtempSync(join(tmpdir(), 'paper-exchange-')) : undefined;
  const simulator = await startSimulator({
    file: file ?? join(folder ?? tmpdir(), 'exchange.sqlite'),
    port: Number(port),
    feed: feedOf(feed, Number(seed), more.symbols),
    clock,
    balances: amounts(balances),
    key,
    secret,
    now: Date.now,
    ...(start === undefined ? {} : { startAt: startTime(start) }),
    ...(more.step === undefined ? {} : { stepMs: stepOf(more.step) }),
    ...(more.faults === undefined ? {} : { faults: faultsOf(more.faults) }),
  });
  const { settings, url } = simulator;
  const told = { url, feed: settings.feed, startAt: settings.startAt, clock: settings.clock };
  process.stdout.write(`${JSON.stringify(told)}
`);
  const stop = (): void => {
    void simulator.close().then(() => {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      process.exit(0);
    });
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
