import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { benchMarket } from '../tests/bench/market';
import { benchOrders } from '../tests/bench/orders';
import { benchPlan } from '../tests/bench/plan';
import { benchSimulator } from '../tests/bench/simulator';
import { runMain, UsageError } from './support/main';

/** The benches that exist, by name; each answers its figures. */
const BENCHES: Readonly<Record<string, () => Promise<object>>> = {
  market: benchMarket,
  orders: benchOrders,
  plan: benchPlan,
  simulator: benchSimulator,
};

runMain(async () => {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'string' } },
    allowPositionals: true,
  });
  const name = positionals[0] ?? '';
  const bench = BENCHES[name];
  if (bench === undefined) {
    throw new UsageError(`There is no bench "${name}". Known: ${Object.keys(BENCHES).join(', ')}.`);
  }
  const text = `${JSON.stringify({ bench: name, ...(await bench()) }, null, 2)}\n`;
  process.stdout.write(text);
  if (values.json !== undefined) await writeFile(values.json, text);
  return 0;
});
