/** A function that tells the time in epoch milliseconds UTC. */
export type Clock = () => number;

/**
 * The two clocks of the project, never mixed. Lib code reads no other.
 *
 * `exchangeNow`: freshness, candle ends, funding, limiter and breaker windows, signatures.
 * `hostNow`: leases, approvals, deadlines, back-off.
 */
export interface Clocks {
  exchangeNow: Clock;
  hostNow: Clock;
}
