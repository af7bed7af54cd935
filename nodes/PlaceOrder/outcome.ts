import { HaltError } from '../../lib/model/errors';
import type { ExecutionResult } from '../../lib/model/item';
import { denied } from '../../lib/model/verdict';
import { messageOf } from '../shared/errors';

/**
 * What an item says when its execution ended in a way nobody foresaw. Something may have been sent,
 * so the status is "unknown" until Reconcile has asked; a ban or a wrong account is "halted".
 */
export function unforeseen(error: unknown): ExecutionResult {
  return {
    ...NOTHING_DONE,
    status: error instanceof HaltError ? 'halted' : 'unknown',
    notes: [messageOf(error)],
  };
}

/** What an item says that an earlier node could not work on: nothing was sent for it. */
export function passedOver(problem: string): ExecutionResult {
  return { ...NOTHING_DONE, status: 'denied', denials: [denied('DATA_MISSING', problem)] };
}

const NOTHING_DONE: ExecutionResult = {
  version: 1,
  status: 'denied',
  alreadyDone: false,
  placed: 0,
  cancelled: 0,
  filled: 0,
  rejected: 0,
  unknown: 0,
  denials: [],
  notes: [],
};
