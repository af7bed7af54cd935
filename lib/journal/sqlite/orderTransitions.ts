import type { OrderState } from '../../model/order';

const REPORTED: readonly OrderState[] = [
  'open',
  'partiallyFilled',
  'filled',
  'cancelled',
  'expired',
  'rejected',
];

/** From each state, the states an order may move to. What is not listed cannot happen. */
const TRANSITIONS: Readonly<Record<OrderState, readonly OrderState[]>> = {
  intended: ['sent', 'denied', 'expired'],
  sent: [...REPORTED, 'unknown', 'intended'],
  unknown: [...REPORTED, 'lost', 'intended'],
  // A change in place makes a resting order's outcome unknown until the exchange has answered.
  open: [...REPORTED, 'cancelling', 'unknown', 'lost'],
  partiallyFilled: [...REPORTED, 'cancelling', 'unknown', 'lost'],
  cancelling: [...REPORTED, 'lost'],
  lost: REPORTED,
  filled: [],
  cancelled: [],
  rejected: [],
  denied: [],
  expired: [],
};

/** True when an order may move from one state to the other; staying is always allowed. */
export function mayMove(from: OrderState, to: OrderState): boolean {
  return from === to || TRANSITIONS[from].includes(to);
}

/** True when nothing can happen to the order any more. */
export function isTerminal(state: OrderState): boolean {
  return TRANSITIONS[state].length === 0;
}
