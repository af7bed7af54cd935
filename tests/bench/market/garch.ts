import { fitGarch } from '../../../lib/market/volatility/garch/fit';
import { median, rounded, seededCandles, wallMs } from './shared';

const SERIES = 100;
const RETURNS = 1_000;
const ROUNDS = 5;

export interface GarchFigures {
  series: number;
  returns: number;
  /** Series that have a fit. */
  fitted: number;
  /** Of a series' best of the rounds. */
  medianMs: number;
  slowestMs: number;
  evaluations: number;
}

/** What fitting GARCH(1,1) costs, over series that were made by one. */
export async function benchGarch(): Promise<GarchFigures> {
  const { mulberry32 } = await seededCandles();
  const series = Array.from({ length: SERIES }, (_unused, index) => garchSeries(mulberry32(index)));
  const best = series.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round += 1) {
    series.forEach((returns, index) => {
      best[index] = Math.min(
        best[index] ?? Infinity,
        wallMs(() => fitGarch(returns)),
      );
    });
  }
  const fits = series
    .map((returns) => fitGarch(returns))
    .flatMap((fit) => (fit.ok ? [fit.fit] : []));
  return {
    series: SERIES,
    returns: RETURNS,
    fitted: fits.length,
    medianMs: rounded(median(best), 3),
    slowestMs: rounded(Math.max(...best), 3),
    evaluations: median(fits.map(({ evaluations }) => evaluations)),
  };
}

/** Returns of 1h, with shocks that fade over about fifty candles. */
function garchSeries(random: () => number): Float64Array {
  const [omega, alpha, beta] = [2e-7, 0.08, 0.9];
  let variance = omega / (1 - alpha - beta);
  return Float64Array.from({ length: RETURNS }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const value = Math.sqrt(variance) * normal;
    variance = omega + alpha * value ** 2 + beta * variance;
    return value;
  });
}
