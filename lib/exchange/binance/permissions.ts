import type { Environment } from '../../model/terms';
import type { KeyPermissions, Permission } from '../port';
import { isAvailable } from './capabilities';
import type { BinanceConnection } from './connection';
import { signed } from './reply';
import { keyRestrictionsSchema } from './schemas/account';

const UNAVAILABLE: KeyPermissions = {
  spotTrading: 'unavailable',
  futuresTrading: 'unavailable',
  withdrawals: 'unavailable',
  addressRestriction: 'unavailable',
};

/**
 * What the key may do. Where the environment cannot say, every part is `unavailable` and nothing is
 * asked. Throws as every read where it can: a permission that could not be read is not granted.
 */
export async function fetchKeyPermissions(
  connection: BinanceConnection,
  environment: Environment,
): Promise<KeyPermissions> {
  if (!isAvailable(environment, 'keyPermissions')) return UNAVAILABLE;
  const request = signed('GET', 'spot', 'sapi/v1/account/apiRestrictions', {});
  const answer = await connection.read(request, keyRestrictionsSchema);
  return {
    spotTrading: permission(answer.enableSpotAndMarginTrading),
    futuresTrading: permission(answer.enableFutures),
    withdrawals: permission(answer.enableWithdrawals),
    addressRestriction: permission(answer.ipRestrict),
  };
}

function permission(given: boolean): Permission {
  return given ? 'yes' : 'no';
}
