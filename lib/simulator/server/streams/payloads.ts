import type { StreamEvent } from '../../engine/events';
import type { Payload } from './spot-payloads';
import { accountPosition, balanceUpdate, executionReport } from './spot-payloads';
import { accountUpdate, algoUpdate, configUpdate, orderTradeUpdate } from './usdm-payloads';

/** A message of a user stream. */
export interface StreamMessage {
  stream: 'spot' | 'usdm';
  payload: Payload;
}

/** The message Binance sends of an event, and on which market's user stream (reference G2, G4). */
export function messageOf(event: StreamEvent): StreamMessage {
  switch (event.kind) {
    case 'spot-order':
      return { stream: 'spot', payload: executionReport(event) };
    case 'spot-balances':
      return { stream: 'spot', payload: accountPosition(event) };
    case 'spot-transfer':
      return { stream: 'spot', payload: balanceUpdate(event) };
    case 'usdm-order':
      return { stream: 'usdm', payload: orderTradeUpdate(event) };
    case 'usdm-account':
      return { stream: 'usdm', payload: accountUpdate(event) };
    case 'algo':
      return { stream: 'usdm', payload: algoUpdate(event) };
    case 'leverage':
    case 'multi-assets':
      return { stream: 'usdm', payload: configUpdate(event) };
  }
}
