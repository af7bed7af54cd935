import type { Circuit, CircuitJournal } from '../journal/port';
import { scopeKey } from '../model/plan';
import { type Denial, denied } from '../model/verdict';
import type { Placement } from './decide';
import type { SendResult } from './send';

/** So many refusals of one code in a row open the circuit: the order is structurally wrong. */
export const REFUSALS_TO_OPEN = 3;
/** An open circuit lets one probe through in this time. */
const PROBE_EVERY_MS = 60_000;
/** Refusals further apart than this are not "in a row". */
const FORGOTTEN_AFTER_MS = 600_000;

/** What is refused: a leg of a scope on one side, whatever its generation. */
export function circuitKey({ plan, intent }: Placement): string {
  return `${scopeKey(plan.scope)}/${intent.leg}/${intent.side}`;
}

/** Why a placement must wait, or null. A circuit that is open lets one probe a minute through. */
export function waitsForCircuit(
  placement: Placement,
  journal: CircuitJournal,
  hostNow: number,
): Denial | null {
  const circuit = journal.circuit(circuitKey(placement));
  if (!circuit || circuit.refusals < REFUSALS_TO_OPEN) return null;
  const sinceMs = hostNow - circuit.lastRefusedAt;
  // A refusal in the future was written by a clock that was wrong: it holds nothing back.
  if (sinceMs >= PROBE_EVERY_MS || sinceMs < 0) return null;
  return denied(
    'CIRCUIT_OPEN',
    `refused ${circuit.refusals} times in a row with code ${circuit.lastCode}; next try in ${Math.ceil((PROBE_EVERY_MS - sinceMs) / 1000)} s`,
    { intentId: placement.intent.id },
  );
}

/**
 * Remembers what became of a placement. Answers how often in a row it has been refused when that
 * opens the circuit now (worth one alert), otherwise null.
 */
export function noteResult(
  placement: Placement,
  result: SendResult,
  journal: CircuitJournal,
  hostNow: number,
): number | null {
  const key = circuitKey(placement);
  if (result.kind === 'accepted') {
    if (journal.circuit(key)) journal.clearCircuit(key);
    return null;
  }
  if (result.kind !== 'rejected') return null;
  const counted = countRefusal(journal.circuit(key), key, result.code, hostNow);
  journal.saveCircuit(counted);
  return counted.refusals === REFUSALS_TO_OPEN ? counted.refusals : null;
}

function countRefusal(known: Circuit | null, key: string, code: number, hostNow: number): Circuit {
  const isInARow = known !== null && known.lastCode === code && isRecent(known, hostNow);
  const refusals = isInARow ? known.refusals + 1 : 1;
  return { key, refusals, lastCode: code, lastRefusedAt: hostNow };
}

/**
 * Refusals in a row of a placement, 0 when it was accepted last or was not tried for long: what was
 * refused then may work now, and only trying tells.
 */
export function refusalsOf(placement: Placement, journal: CircuitJournal, hostNow: number): number {
  const circuit = journal.circuit(circuitKey(placement));
  return circuit && isRecent(circuit, hostNow) ? circuit.refusals : 0;
}

function isRecent({ lastRefusedAt }: Circuit, hostNow: number): boolean {
  return Math.abs(hostNow - lastRefusedAt) <= FORGOTTEN_AFTER_MS;
}
