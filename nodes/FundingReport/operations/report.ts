import { reportItem } from '../../../lib/operations/report';
import { readItem } from '../../shared/items';
import { readStrategy } from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';

/** Adds `report` and a fresh `account`. */
export const reportOperation: ItemOperation = {
  prepare(context, itemIndex, environment) {
    const item = readItem(context, itemIndex, environment);
    const strategy = readStrategy(context, itemIndex);
    return async (session) => {
      const { account, report } = await reportItem(session, item, { strategy });
      return { account, report };
    };
  },
};
