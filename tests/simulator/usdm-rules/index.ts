import { AMENDING } from './amending';
import { BATCHES } from './batches';
import { CONDITIONALS } from './conditionals';
import { FILTERS } from './filters';
import { HEDGED } from './hedged';
import { LIFE } from './life';
import { PARAMETERS } from './parameters';
import { QUERIES } from './queries';
import { REDUCE } from './reduce';
import { SETTINGS } from './settings';
import type { Row } from './steps';

/** All rows of the USD-M table, from the reference (D2, E, F2, C2, H, I). */
export const ROWS: readonly Row[] = [
  ...PARAMETERS,
  ...FILTERS,
  ...LIFE,
  ...REDUCE,
  ...HEDGED,
  ...AMENDING,
  ...QUERIES,
  ...BATCHES,
  ...CONDITIONALS,
  ...SETTINGS,
];
