import { measureOrderRate, type OrderRateFigures } from '../support/orderRate';
import { stopAll, temporaryFile } from './support';

/** How many orders leave in a window that has more waiting than may go. */

afterEach(stopAll);

function expectWithinLimits(figures: OrderRateFigures): void {
  expect(Math.min(...figures.perWindow)).toBeGreaterThanOrEqual(figures.lowestAllowed);
  for (const { sent, highestAllowed } of figures.fullest) {
    expect(sent).toBeLessThanOrEqual(highestAllowed);
  }
  expect(figures.tooMany).toBe(0);
  expect(figures.urgentOffered).toBeGreaterThan(0);
  expect(figures.urgentInWindow).toBe(figures.urgentOffered);
}

it('uses the order limits of spot, and never more than the safety share', async () => {
  const figures = await measureOrderRate('spot', 300, temporaryFile());
  expect(figures.accepted).toBe(300);
  expectWithinLimits(figures);
});

it('uses the order limits of USD-M, and never more than the safety share', async () => {
  const figures = await measureOrderRate('usdm', 1_700, temporaryFile());
  expect(figures.accepted).toBe(1_700);
  expectWithinLimits(figures);
});
