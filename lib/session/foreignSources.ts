import { setTimeout } from 'node:timers/promises';
import { httpGet } from '../exchange/foreignHttp';
import type { ForeignSources } from '../exchange/foreignPort';
import { createForeignSources } from '../exchange/foreignSources';
import { machineBudgets } from '../journal/sqlite/machineStore';
import type { Clock } from '../model/clock';
import { budgetsOnFullDisk } from './budgetsOnFullDisk';

/**
 * Public data of other venues, without a key. It takes nothing and asks nobody before a node that was
 * allowed to uses it; budgets and holds are those of the machine, in `machineFile`.
 */
export function openForeignSources(machineFile: string, hostNow: Clock): ForeignSources {
  return createForeignSources({
    get: httpGet,
    budgets: () => budgetsOnFullDisk(machineFile, () => machineBudgets(machineFile, hostNow())),
    hostNow,
    monotonicNow: () => performance.now(),
    sleep: (ms) => setTimeout(ms, undefined),
  });
}
