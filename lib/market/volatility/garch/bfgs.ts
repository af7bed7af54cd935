/** Value of a function at `point`, its gradient written into `gradient`. */
export type Differentiable = (point: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  point: Float64Array;
  value: number;
  evaluations: number;
  converged: boolean;
}

export interface BfgsOptions {
  /** Converged when a full step would lower the value by less. */
  tolerance: number;
  maximumEvaluations: number;
  /** No coordinate moves by more in one step. */
  largestStep: number;
}

const ARMIJO = 1e-4;
const SMALLEST_SHARE = 1e-8;

/**
 * Minimises a smooth function by BFGS with a backtracking line search (Nocedal and Wright, chapters
 * 3 and 6). A value that is not finite counts as too high. It ends unconverged when no shorter step
 * lowers the value, or the evaluations are used up.
 */
export function minimise(
  evaluate: Differentiable,
  start: Float64Array,
  { tolerance, maximumEvaluations, largestStep }: BfgsOptions,
): Minimum {
  const size = start.length;
  const inverse = new Float64Array(size * size);
  const step = new Float64Array(size);
  const change = new Float64Array(size);
  let point = start.slice();
  let next = new Float64Array(size);
  let gradient = new Float64Array(size);
  let nextGradient = new Float64Array(size);
  let value = evaluate(point, gradient);
  let evaluations = 1;
  let isFirst = true;
  setDiagonal(inverse, size, 1);
  while (evaluations < maximumEvaluations) {
    let slope = multiplyNegative(inverse, gradient, step);
    if (slope >= 0) {
      setDiagonal(inverse, size, 1);
      slope = multiplyNegative(inverse, gradient, step);
    }
    if (!isFirst && -slope / 2 < tolerance) return { point, value, evaluations, converged: true };
    let share = Math.min(1, largestStep / largest(step));
    let nextValue = Number.NaN;
    for (;;) {
      for (let row = 0; row < size; row += 1) next[row] = at(point, row) + share * at(step, row);
      nextValue = evaluate(next, nextGradient);
      evaluations += 1;
      if (nextValue <= value + ARMIJO * share * slope) break;
      share = shorter(share, value, slope, nextValue);
      if (share < SMALLEST_SHARE || evaluations >= maximumEvaluations) {
        return { point, value, evaluations, converged: -slope / 2 < tolerance };
      }
    }
    for (let row = 0; row < size; row += 1) {
      step[row] = at(next, row) - at(point, row);
      change[row] = at(nextGradient, row) - at(gradient, row);
    }
    const curvature = dot(step, change);
    if (curvature > 1e-14 * dot(change, change)) {
      if (isFirst) setDiagonal(inverse, size, curvature / dot(change, change));
      update(inverse, step, change, curvature);
      isFirst = false;
    }
    [point, next] = [next, point];
    [gradient, nextGradient] = [nextGradient, gradient];
    value = nextValue;
  }
  return { point, value, evaluations, converged: false };
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}

/** The share at the minimum of the parabola through what is known, between a tenth and a half. */
function shorter(share: number, value: number, slope: number, nextValue: number): number {
  if (!Number.isFinite(nextValue)) return share / 10;
  const parabola = (-slope * share * share) / (2 * (nextValue - value - slope * share));
  return Math.min(share / 2, Math.max(share / 10, parabola));
}

function setDiagonal(matrix: Float64Array, size: number, value: number): void {
  matrix.fill(0);
  for (let row = 0; row < size; row += 1) matrix[row * size + row] = value;
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += at(left, index) * at(right, index);
  return sum;
}

function largest(values: Float64Array): number {
  let most = Number.MIN_VALUE;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

/** step = -matrix x gradient; answers the slope along it. */
function multiplyNegative(
  matrix: Float64Array,
  gradient: Float64Array,
  step: Float64Array,
): number {
  const size = gradient.length;
  for (let row = 0; row < size; row += 1) {
    let sum = 0;
    for (let column = 0; column < size; column += 1) {
      sum -= at(matrix, row * size + column) * at(gradient, column);
    }
    step[row] = sum;
  }
  return dot(step, gradient);
}

/** The BFGS formula for the inverse: H + (1 + y'Hy / s'y) ss' / s'y - (Hys' + sy'H) / s'y. */
function update(
  matrix: Float64Array,
  step: Float64Array,
  change: Float64Array,
  curvature: number,
): void {
  const size = step.length;
  const turned = new Float64Array(size);
  multiplyNegative(matrix, change, turned);
  const factor = (1 - dot(change, turned) / curvature) / curvature;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const own = factor * at(step, row) * at(step, column);
      const mixed = at(turned, row) * at(step, column) + at(step, row) * at(turned, column);
      matrix[row * size + column] = at(matrix, row * size + column) + own + mixed / curvature;
    }
  }
}
