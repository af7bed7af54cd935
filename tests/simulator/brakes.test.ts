import { existsSync } from 'node:fs';
import { checkBrakes } from '../../scripts/long/brakes';
import { BRAKES_SAMPLE_STEP_MS, BRAKES_STEP_MS, RECORDED_DATA } from '../../scripts/long/sizes';

/** Some forty cycles of the whole loop, each with its own look at the exchange. */
const LIMIT_MS = 180_000;

const hasData = existsSync(RECORDED_DATA);
const HOUR_MS = 3_600_000;
const steps = `sample: steps of ${BRAKES_SAMPLE_STEP_MS / HOUR_MS} h in place of ${BRAKES_STEP_MS / 60_000} min`;
const title = `the brakes through the fall of August 2024 (${steps})`;

(hasData ? it : it.skip)(
  hasData ? title : `${title}: there is no recorded data in shared/data`,
  async () => {
    const run = await checkBrakes({ stepMs: BRAKES_SAMPLE_STEP_MS, wantsHalvedBuys: false });
    expect(run.faults).toEqual([]);
    expect(run.brakings.map(({ level }) => level)).toEqual([1, 2, 3]);
    expect(run.nearerSales).toBeGreaterThan(0);
    expect(run.leverageAtEnd).toBe(3);
  },
  LIMIT_MS,
);
