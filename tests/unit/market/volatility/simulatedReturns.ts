/** Numbers in (0, 1), the same for the same seed (Park and Miller). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Returns of a GARCH(1,1) with an unconditional volatility of 1 % a candle. */
export function simulatedReturns(
  seed: number,
  count: number,
  { alpha, beta }: { alpha: number; beta: number },
): Float64Array {
  const random = uniform(seed);
  const omega = 1e-4 * (1 - alpha - beta);
  let variance = 1e-4;
  return Float64Array.from({ length: count }, () => {
    const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
    const value = normal * Math.sqrt(variance);
    variance = omega + alpha * value ** 2 + beta * variance;
    return value;
  });
}
