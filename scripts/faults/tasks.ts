import type { Outcome } from '../../tests/faults/runScenario';
import type { ScheduleResult } from '../../tests/faults/schedules';

/** What a process of the suite is asked to do. */
export type Task =
  | { kind: 'scenario'; productFile: string; id: string }
  | { kind: 'schedules'; productFile: string; seeds: readonly number[] };

/** What it answers, by the kind of the task. */
export interface Results {
  scenario: Outcome;
  schedules: ScheduleResult[];
}

export interface NumberedTask {
  number: number;
  task: Task;
}

export type Answer = { number: number } & (
  | { kind: 'scenario'; result: Outcome }
  | { kind: 'schedules'; result: ScheduleResult[] }
  | { kind: 'failed'; why: string }
);
