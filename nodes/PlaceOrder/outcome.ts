import { HaltError } from '../../lib/model/errors';
import type { ExecutionResult } from '../../lib/model/item';
import { messageOf } from '../shared/errors';

/**
 * What an item says when its execution ended in a way nobody foresaw. Something may have been sent,
 * so the status is "unknown" until Reconcile has asked; a ban or a wrong account is "halted".
 */
export function unforeseen(error: unknown): ExecutionResult {
  return {
    version: 1,
    status: error instanceof HaltError ? 'halted' : 'unknown',
    alreadyDone: false,
    placed: 0,
    cancelled: 0,
    filled: 0,
    rejected: 0,
    unknown: 0,
    denials: [],
    notes: [messageOf(error)],
  };
}
