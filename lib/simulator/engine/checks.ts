import { significantDecimals } from './decimal';
import { ApiError } from './errors';

/** -1111 of the spot market: no more than eight decimals. */
export function checkSpotPrecision(name: string, sent: string): void {
  if (significantDecimals(sent) > 8) {
    throw new ApiError(-1111, `Parameter '${name}' has too much precision.`);
  }
}
