import { A } from './A';
import { B } from './B';
import { C } from './C';
import { D } from './D';
import { E } from './E';
import { F } from './F';
import { H } from './H';
import { I } from './I';
import { X } from './X';
import type { Scenario } from './scenario';

/** Every scenario, in the order of the list of known failures. */
export const SCENARIOS: readonly Scenario[] = [
  ...A,
  ...B,
  ...C,
  ...D,
  ...E,
  ...F,
  ...H,
  ...I,
  ...X,
];

/** A scenario by its number; throws for an unknown one. */
export function scenario(id: string): Scenario {
  const found = SCENARIOS.find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no scenario "${id}".`);
  return found;
}
