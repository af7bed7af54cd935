import { existsSync } from 'node:fs';
import { checkGrid } from '../../scripts/long/grid';
import { GRID_CYCLES, GRID_SAMPLE, RECORDED_DATA } from '../../scripts/long/sizes';
import { createProgress } from '../../scripts/support/progress';

const hasData = existsSync(RECORDED_DATA);
const title = `the grid inside n8n on recorded data (sample ${GRID_SAMPLE} of ${GRID_CYCLES})`;

(hasData ? it : it.skip)(
  hasData ? title : `${title}: there is no recorded data in shared/data`,
  async () => {
    const run = await checkGrid(GRID_SAMPLE, { wantsTrades: false }, createProgress());
    expect(run.faults).toEqual([]);
    expect(run).toMatchObject({
      cycles: GRID_SAMPLE,
      faulty: 0,
      executionsSucceeded: GRID_SAMPLE,
      executionsFailed: 0,
    });
    expect(run.fills).toBeGreaterThan(4);
    expect(run.hedges).toBeGreaterThan(0);
    expect(run.maxShareOfBand).toBeGreaterThan(0);
  },
);
