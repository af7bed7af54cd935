import { HaltError } from '../../model/errors';
import type { AccountBinding } from '../port';
import { readState, readStateWithTime, writeState } from './appState';
import type { Database } from './database';

const ENVIRONMENT = 'binding/environment';
const ACCOUNT = 'binding/account';
const TAG = 'binding/tag';

/** Binds the file to one world; `newTag` makes six random characters of [a-z0-9]. */
export function accountBinding(database: Database, newTag: () => string): AccountBinding {
  return {
    bind(environment, account, at) {
      database.write(() => {
        const boundEnvironment = readState(database, ENVIRONMENT);
        const boundAccount = readState(database, ACCOUNT);
        if (boundEnvironment === null || boundAccount === null) {
          writeState(database, ENVIRONMENT, environment, at);
          writeState(database, ACCOUNT, account, at);
          return;
        }
        if (boundEnvironment !== environment || boundAccount !== account) {
          throw new HaltError(
            `The journal belongs to account ${boundAccount} on ${boundEnvironment}; the credential reaches account ${account} on ${environment}.`,
            'Choose another journal name in the credential, or the credential of the account that the journal belongs to.',
          );
        }
      });
    },
    boundAccount() {
      const bound = readStateWithTime(database, ACCOUNT);
      return bound && { account: bound.value, boundAt: bound.at };
    },
    tag() {
      return database.write(() => {
        const known = readState(database, TAG);
        if (known !== null) return known;
        const tag = newTag();
        writeState(database, TAG, tag, 0);
        return tag;
      });
    },
  };
}
