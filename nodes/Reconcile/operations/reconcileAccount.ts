import type { INodeProperties } from 'n8n-workflow';
import { BrokenStateError } from '../../../lib/model/errors';
import type { Finding } from '../../../lib/model/item';
import { reconcileItem } from '../../../lib/operations/reconcile';
import { messageOf } from '../../shared/errors';
import { leaseHolder } from '../../shared/identity';
import { completeItem, readItemPart } from '../../shared/items';
import { readSymbol, symbolProperty } from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';

export const reconcileAccountProperties: INodeProperties[] = [symbolProperty(['reconcileAccount'])];

/**
 * Adds `account` and `findings`; makes the item when a trigger stands before. Once it has begun it
 * does not throw: a pass that broke off is a finding, and without `account` nothing is planned.
 */
export const reconcileAccountOperation: ItemOperation = {
  prepare(context, itemIndex, environment) {
    const part = readItemPart(context, itemIndex, environment);
    const symbol = part.symbol ?? readSymbol(context, itemIndex);
    const holder = leaseHolder(context, itemIndex);
    return async (session) => {
      const item = completeItem(part, symbol, session);
      const { at, environment: made } = item;
      try {
        const { account, findings } = await reconcileItem(session, item, { holder });
        return { symbol, at, environment: made, account, findings };
      } catch (error) {
        const finding: Finding = {
          code: 'QUERY_FAILED',
          message: messageOf(error),
          repair: 'left for the next pass',
          count: 1,
        };
        const problem = error instanceof BrokenStateError ? { problem: error.message } : {};
        const findings = [finding];
        return { symbol, at, environment: made, account: undefined, findings, ...problem };
      }
    };
  },
};
