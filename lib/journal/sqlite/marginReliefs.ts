import { marginReliefSchema } from '../../model/margin';
import type { MarginReliefJournal } from '../port';
import { readState, readStateWithTime, writeState } from './appState';
import type { Database } from './database';

const relief = (symbol: string): string => `risk/marginRelief/${symbol}`;
const addition = (symbol: string): string => `risk/marginAdded/${symbol}`;
const NONE = 'null';

/** What margins in danger ask for, and for which approval margin was added last. */
export function marginReliefJournal(database: Database): MarginReliefJournal {
  return {
    marginRelief(symbol) {
      const state = readStateWithTime(database, relief(symbol));
      if (state === null || state.value === NONE) return null;
      return { relief: marginReliefSchema.parse(JSON.parse(state.value)), at: state.at };
    },
    saveMarginRelief(symbol, asked, at) {
      const known = readState(database, relief(symbol));
      // Most looks find no danger, and none before: that is not worth a write.
      if (asked === null && (known === null || known === NONE)) return;
      writeState(database, relief(symbol), JSON.stringify(asked), at);
    },
    claimMarginAddition(symbol, approvalId, at) {
      return database.write(() => {
        if (readState(database, addition(symbol)) === approvalId) return false;
        writeState(database, addition(symbol), approvalId, at);
        return true;
      });
    },
  };
}
