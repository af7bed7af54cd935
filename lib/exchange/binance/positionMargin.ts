import type { AccountConfig } from './accountConfig';
import type { BinanceConnection } from './connection';
import { errorOfRead } from './readErrors';
import { signed } from './reply';

/** Of POST positionMargin: money goes into the position. */
const ADD = '1';

/**
 * Moves quote from the futures wallet into an isolated position. It is sent once, for each sending
 * moves money. Throws as every read; after TransientError the money may have been moved.
 */
export async function addPositionMargin(
  connection: BinanceConnection,
  config: AccountConfig,
  change: { symbol: string; side: 'LONG' | 'SHORT'; amountQuote: string },
): Promise<void> {
  const { mode } = await config.read(true);
  const request = signed('POST', 'usdm', 'fapi/v1/positionMargin', {
    symbol: change.symbol,
    positionSide: mode === 'hedge' ? change.side : 'BOTH',
    amount: change.amountQuote,
    type: ADD,
  });
  const reply = await connection.write({ ...request, priority: 'urgent' }, 'setting');
  if (!reply.ok) throw errorOfRead(reply.failure, request);
}
