import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CAPABILITIES,
  type Capability,
  isAvailable,
} from '../../../lib/exchange/binance/capabilities';
import { environmentsDocument } from '../../../scripts/docs/environments';

/** Reference A1, by hand: what the futures demo and the spot demo lack. */
const LACKING_ON_TESTNET: readonly Capability[] = ['keyPermissions', 'futuresStatistics'];

it('knows what Testnet lacks, and that nothing is lacking elsewhere', () => {
  for (const name of LACKING_ON_TESTNET) expect(isAvailable('testnet', name)).toBe(false);
  expect(LACKING_ON_TESTNET).toEqual(Object.keys(CAPABILITIES));
  for (const name of LACKING_ON_TESTNET) {
    expect([isAvailable('simulator', name), isAvailable('mainnet', name)]).toEqual([true, true]);
  }
});

it('is what the document says', () => {
  const file = join(__dirname, '../../../docs/environments.md');
  // Written by `npm run docs`.
  expect(readFileSync(file, 'utf8')).toBe(environmentsDocument());
});
