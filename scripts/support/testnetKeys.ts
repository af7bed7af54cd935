import { UsageError } from './main';

/** The variables that hold a key of Binance's demo trading. */
export const KEY_VARIABLE = 'DELTAGRID_TESTNET_API_KEY';
export const SECRET_VARIABLE = 'DELTAGRID_TESTNET_API_SECRET';

/**
 * The demo key of whoever runs this. Throws UsageError with what is to be set when there is none, and
 * in a CI, where no such key belongs.
 */
export function testnetKeys(environment: NodeJS.ProcessEnv): { key: string; secret: string } {
  const ci = environment['CI'];
  if (ci !== undefined && ci !== '' && ci !== 'false') {
    throw new UsageError(
      'npm run test:testnet trades on a real demo account: it is not for a CI (CI is set).',
    );
  }
  const key = environment[KEY_VARIABLE]?.trim() ?? '';
  const secret = environment[SECRET_VARIABLE]?.trim() ?? '';
  const missing = [
    ...(key === '' ? [KEY_VARIABLE] : []),
    ...(secret === '' ? [SECRET_VARIABLE] : []),
  ];
  if (missing.length > 0) {
    throw new UsageError(
      `npm run test:testnet needs ${missing.join(' and ')}: a system-generated (HMAC) key of demo trading with Spot and Futures, made at demo.binance.com. Nothing was run.`,
    );
  }
  return { key, secret };
}
