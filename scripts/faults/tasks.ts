import type { KillMeans } from '../../tests/faults/kills';
import type { Outcome } from '../../tests/faults/runScenario';
import type { ScheduleResult } from '../../tests/faults/schedules';

/** What a process of the suite is asked to do with a bundle of the product. */
export type Task = { productFile: string } & (
  | { kind: 'scenario'; id: string }
  | { kind: 'schedules'; seeds: readonly number[] }
  | { kind: 'points'; site: string; victimFile: string }
  | { kind: 'kills'; site: string; victimFile: string; points: readonly number[]; means: KillMeans }
);

/** What became of a kill; `why` is empty when all is well. */
export interface KillResult {
  point: number;
  why: string;
}

export interface NumberedTask {
  number: number;
  task: Task;
}

/** What it answers, by the kind of the task. */
export type Answer = { number: number } & (
  | { kind: 'scenario'; result: Outcome }
  | { kind: 'schedules'; result: ScheduleResult[] }
  | { kind: 'points'; result: string[] }
  | { kind: 'kills'; result: KillResult[] }
  | { kind: 'failed'; why: string }
);
