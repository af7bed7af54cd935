import { runMain, UsageError } from './support/main';

/** The benches that exist, by name. */
const BENCHES: Readonly<Record<string, () => Promise<number>>> = {};

runMain(() => {
  const name = process.argv[2] ?? '';
  const bench = BENCHES[name];
  if (bench !== undefined) return bench();
  const known = Object.keys(BENCHES);
  throw new UsageError(
    `There is no bench "${name}". ${known.length === 0 ? 'There are none yet.' : `Known: ${known.join(', ')}.`}`,
  );
});
