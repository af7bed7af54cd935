import { z } from 'zod';
import { decimal } from '../../model/decimal';
import { symbolSchema } from '../../model/terms';
import type { HedgeContractJournal, OrderJournal } from '../port';
import { readState, writeState } from './appState';
import type { Database } from './database';
import { holdings } from './lots';

/** Every contract that was chosen for a symbol, in the order of choosing; the last is in force. */
const choicesSchema = z.array(symbolSchema).min(1);

const keyOf = (symbol: string): string => `hedgeContract/${symbol}`;

/** Which contract hedges a symbol's inventory, and which did before. */
export function hedgeContractJournal(
  database: Database,
  orders: Pick<OrderJournal, 'unfinishedOrders' | 'unbookedOrders'>,
): HedgeContractJournal {
  const choicesOf = (symbol: string): string[] => {
    const stored = readState(database, keyOf(symbol));
    return stored === null ? [] : choicesSchema.parse(JSON.parse(stored));
  };
  const hedgeContract = (symbol: string): string => choicesOf(symbol).at(-1) ?? symbol;
  return {
    hedgeContract,
    contractsOf(symbol) {
      const newestFirst = choicesOf(symbol).reverse();
      return newestFirst.length === 0 ? [symbol] : [...new Set(newestFirst)];
    },
    chooseHedgeContract(symbol, contract, at) {
      return database.write(() => {
        const current = hedgeContract(symbol);
        if (current === contract) return null;
        // On neither of them: what stands on the new one belongs to another symbol, or to a trade.
        for (const each of [current, contract]) {
          const standing = standingOn(each);
          if (standing !== null) return { contract: each, standing };
        }
        // The symbol's own contract was in force until now, and may have late payments.
        const before = choicesOf(symbol);
        const choices = before.length === 0 ? [symbol, contract] : [...before, contract];
        writeState(database, keyOf(symbol), JSON.stringify(choices), at);
        return null;
      });
    },
  };

  function standingOn(contract: string): string | null {
    const position = holdings(database, contract).find(
      ({ holding, quantity }) => !holding.startsWith('inventory/') && !decimal(quantity).isZero(),
    );
    if (position) return `a position of ${position.quantity}`;
    const notOver =
      orders.unfinishedOrders('usdm', contract).length +
      orders.unbookedOrders('usdm', contract).length;
    return notOver > 0 ? `${notOver} order(s) that are not over` : null;
  }
}
