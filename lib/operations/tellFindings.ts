import type { Journal } from '../journal/port';
import { DeniedError } from '../model/errors';
import type { Finding } from '../model/item';
import { findingId } from '../model/sighting';
import type { Sightings } from '../reconciliation/sightings';

/**
 * Journals what a pass saw of a symbol and answers the findings to tell. With a journal that takes no
 * findings, on a full disk, what needs no second look is told as if it were new.
 */
export function tellFindings(
  journal: Pick<Journal, 'noteSightings'>,
  symbol: string,
  sightings: Sightings,
  at: number,
): Finding[] {
  try {
    return journal.noteSightings(sightings.list(), sightings.checkedSubjects(), at);
  } catch (error) {
    if (!(error instanceof DeniedError)) {
      sightings.condition('JOURNAL_BROKEN', {
        subject: `${symbol}/findings`,
        message: error instanceof Error ? error.message : String(error),
        repair: 'findings are told without the journal',
      });
    }
    return sightings
      .list()
      .filter(({ confirmAfterMs }) => confirmAfterMs === 0)
      .map(({ code, subject, message, repair, count }) => ({
        id: findingId({ code, subject }),
        code,
        message,
        repair,
        count,
        isNew: true,
        firstSeenAt: at,
        sightings: 1,
      }));
  }
}
