import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startSimulator } from '../lib/simulator';
import { parseDecimal } from '../lib/simulator/engine/decimal';

const USAGE = `Usage: npm run simulator -- [options]
  --port P            port on 127.0.0.1, 0 picks a free one (default 0)
  --feed synthetic    the market (default synthetic)
  --seed N            seed of the synthetic market (default 1)
  --clock wall|stepped  time runs with this machine, or by POST /sim/advance (default wall)
  --balances spot=10000,usdm=10000  starting USDT of the default account
  --keys key:secret   its API key and secret (default simulator-key:simulator-secret)
  --start TIME        first minute of trading, ISO 8601 or epoch ms
  --file F            keep the state in this file (default: a new temporary one)`;

function fail(message: string): never {
  process.stderr.write(`${message}\n${USAGE}\n`);
  process.exit(2);
}

function amounts(text: string): { spotQuote: bigint; usdmQuote: bigint } {
  const found = { spotQuote: 0n, usdmQuote: 0n };
  for (const part of text.split(',')) {
    const [name, value] = part.split('=');
    const scaled = parseDecimal(value ?? '');
    if (scaled === undefined) fail(`--balances: "${part}" is not name=amount`);
    if (name === 'spot') found.spotQuote = scaled;
    else if (name === 'usdm') found.usdmQuote = scaled;
    else fail(`--balances: "${name}" is neither spot nor usdm`);
  }
  return found;
}

function startTime(text: string): number {
  const at = /^[0-9]+$/.test(text) ? Number(text) : Date.parse(text);
  if (!Number.isSafeInteger(at)) fail(`--start: "${text}" is no time`);
  return at;
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
        file: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

async function main(): Promise<void> {
  const { port, feed, seed, clock, balances, keys, start, file, help } = options();
  if (help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  if (feed !== 'synthetic') fail(`--feed: "${feed}" is not known`);
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
    feed: { name: 'synthetic', seed: Number(seed) },
    clock,
    balances: amounts(balances),
    key,
    secret,
    now: Date.now,
    ...(start === undefined ? {} : { startAt: startTime(start) }),
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
