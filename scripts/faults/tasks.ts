import type { Outcome } from '../../tests/faults/runScenario';

/** What a process of the suite is asked to do. */
export interface Task {
  number: number;
  productFile: string;
  id: string;
}

export interface Answer {
  number: number;
  outcome: Outcome;
}
