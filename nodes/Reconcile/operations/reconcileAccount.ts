import type { INodeProperties } from 'n8n-workflow';
import { reconcileItems } from '../../../lib/operations/reconcile';
import type { ReconcilePolicy } from '../../../lib/reconciliation/pass';
import { leaseHolder } from '../../shared/identity';
import { completeItem, readItemPart } from '../../shared/items';
import { readChoice, readSymbol, symbolProperty } from '../../shared/parameters';
import { documentedParameters } from '../../shared/settingsDocument';
import type { BatchOperation } from '../runReconcile';

const SHOWN_FOR = ['reconcileAccount'];
const displayOptions = { show: { operation: SHOWN_FOR } };
const FOREIGN_FILLS = ['ignore', 'halt'] as const;
const UNPROTECTABLE = ['close', 'alert'] as const;

/** What a document of settings may say as well; that of the first item holds for the account. */
export const policyProperties: INodeProperties[] = [
  {
    displayName: 'If Somebody Else Trades',
    name: 'foreignFills',
    type: 'options',
    options: [
      {
        name: 'Ignore',
        value: 'ignore',
        description: 'Tell it once, leave what was traded as it is, and go on',
      },
      {
        name: 'Halt',
        value: 'halt',
        description: 'Tell it and pause the account: no entries until a person resumes',
      },
    ],
    default: 'ignore',
    displayOptions,
    description:
      'What to do about fills on these symbols that no order of ours made, such as a trade by hand. They are never managed, and never taken back.',
  },
  {
    displayName: 'If Protection Cannot Be Restored',
    name: 'unprotectable',
    type: 'options',
    options: [
      {
        name: 'Close Trade',
        value: 'close',
        description: 'Close the trade at the market, once',
      },
      {
        name: 'Alert Only',
        value: 'alert',
        description: 'Leave the trade without its stop and tell it in every pass',
      },
    ],
    default: 'close',
    displayOptions,
    description:
      'What to do with a trade whose stop is missing at the exchange and cannot be placed again',
  },
];

export const reconcileAccountProperties: INodeProperties[] = [
  symbolProperty(SHOWN_FOR),
  ...policyProperties,
];

/** Adds `account` and `findings` to every item; makes the item when a trigger stands before. */
export const reconcileAccountOperation: BatchOperation = {
  prepare(context, environment) {
    const parts = context.getInputData().map((_, itemIndex) => {
      const part = readItemPart(context, itemIndex, environment);
      return { part, symbol: part.symbol ?? readSymbol(context, itemIndex) };
    });
    const holder = leaseHolder(context, 0);
    const parameters = documentedParameters(context, 0, 'reconcile', policyProperties);
    const policy: ReconcilePolicy = {
      foreignFills: readChoice(parameters, 'foreignFills', FOREIGN_FILLS, 0),
      unprotectable: readChoice(parameters, 'unprotectable', UNPROTECTABLE, 0),
    };
    return async (session) => {
      const items = parts.map(({ part, symbol }) => completeItem(part, symbol, session));
      const reconciled = await reconcileItems(session, items, { holder, policy });
      return reconciled.map(({ symbol, at, environment: made, account, findings, problem }) => ({
        symbol,
        at,
        environment: made,
        account,
        findings,
        // Every later node passes an item with a problem on as it is.
        ...(problem === undefined ? {} : { problem }),
      }));
    };
  },
};
