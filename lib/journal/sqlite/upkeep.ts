import type { UpkeepJournal, UpkeepReport } from '../port';
import { isBackupDue, timedName } from './backupFiles';
import { lacksRoom, rotateBackups, takeBackup } from './backups';
import type { Database } from './database';
import { removeOld } from './retention';
import { messageOf } from './storeErrors';

/** What keeps the journal's file in order; called where a run ends. */
export function upkeepJournal(database: Database): UpkeepJournal {
  return {
    capacity: () => database.capacity(),
    upkeep(hostNow) {
      const report: UpkeepReport = {
        capacity: 'ample',
        backup: null,
        removedRows: 0,
        problems: [],
      };
      const attempt = (what: string, work: () => void): void => {
        try {
          work();
        } catch (error) {
          report.problems.push(`${what}: ${messageOf(error)}`);
        }
      };
      attempt('the reserve', () => {
        report.capacity = database.renewReserve();
      });
      if (report.capacity === 'ample') {
        attempt('removing what is old', () => {
          report.removedRows = removeOld(database, hostNow);
        });
      }
      attempt('the backup', () => {
        report.backup = backUp(database, hostNow);
      });
      return report;
    },
  };
}

function backUp(database: Database, hostNow: number): string | null {
  const { files } = database;
  if (!isBackupDue(files, hostNow)) return null;
  const lacking = lacksRoom(files);
  if (lacking !== null) throw new Error(lacking);
  const backup = takeBackup(database.connection, files, timedName(hostNow), hostNow);
  rotateBackups(files, hostNow);
  return backup;
}
