import { checkSpot } from '../../engine/filters-spot';
import { ApiError } from '../../engine/errors';
import { cancelSpot, placeSpot } from '../../engine/spot';
import { checkOrderCount, countOrders } from '../limits';
import type { AccountRequest } from '../route';
import { noteDuplicate } from './order-lookup';
import { cancelledAnswer, placedAnswer } from './spot-answers';
import { cancelIdOf, checkRestrictions, restingSpotOrder } from './spot-cancelling';
import { invalidData, parseSpotOrder, responseTypeOf, rulesFor } from './spot-request';

type Outcome = { ok: true; answer: unknown } | { ok: false; error: ApiError };

/** Runs a half of the replacement; a refusal is its outcome, not the request's. */
function attempt(work: () => unknown): Outcome {
  try {
    return { ok: true, answer: work() };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { ok: false, error };
  }
}

const CANCEL_NAMES = { id: 'cancelOrderId', clientId: 'cancelOrigClientOrderId' };

function cancelHalf(request: AccountRequest): Outcome {
  const { state, now, params } = request;
  const rules = rulesFor(params);
  return attempt(() => {
    const order = restingSpotOrder(request, rules.symbol, CANCEL_NAMES);
    checkRestrictions(request, order);
    const cancelId = cancelIdOf(request, order, 'cancelNewClientOrderId');
    cancelSpot(state, rules, order, now, cancelId);
    return cancelledAnswer(order, cancelId, now);
  });
}

const word = (outcome: Outcome): 'SUCCESS' | 'FAILURE' => (outcome.ok ? 'SUCCESS' : 'FAILURE');
const told = (outcome: Outcome): unknown =>
  outcome.ok ? outcome.answer : { code: outcome.error.code, msg: outcome.error.message };

/** What a replacement that went wrong answers: -2021 with HTTP 409 when one half stands, -2022 when none does. */
function failed(cancel: Outcome, order: Outcome | undefined, httpStatus?: number): ApiError {
  const partial = cancel.ok || order?.ok === true;
  return new ApiError(
    partial ? -2021 : -2022,
    partial ? 'Order cancel-replace partially failed.' : 'Order cancel-replace failed.',
    httpStatus ?? (partial ? 409 : 400),
    {},
    {
      cancelResult: word(cancel),
      newOrderResult: order === undefined ? 'NOT_ATTEMPTED' : word(order),
      cancelResponse: told(cancel),
      newOrderResponse: order === undefined ? null : told(order),
    },
  );
}

/** True when one more order would exceed the account's order limits. */
function countRefusal(request: AccountRequest): ApiError | undefined {
  const counted = attempt(() => checkOrderCount(request.state.account, 'spot', request.now));
  if (counted.ok) return undefined;
  request.state.account.tally.rateLimitViolations++;
  return counted.error;
}

/**
 * POST cancelReplace (reference D1): the new order's parameters and filters are checked before anything is done; then the
 * cancel, then the order. Counts one order even when the order is not attempted (reference B2).
 */
export function replaceOrder(request: AccountRequest): unknown {
  const { state, view, now, params } = request;
  const rules = rulesFor(params);
  const mode = params.required('cancelReplaceMode');
  if (mode !== 'STOP_ON_FAILURE' && mode !== 'ALLOW_FAILURE') {
    throw invalidData('cancelReplaceMode');
  }
  const exceeded = params.text('orderRateLimitExceededMode') ?? 'DO_NOTHING';
  if (exceeded !== 'DO_NOTHING' && exceeded !== 'CANCEL_ONLY') {
    throw invalidData('orderRateLimitExceededMode');
  }
  if (
    params.text(CANCEL_NAMES.id) === undefined &&
    params.text(CANCEL_NAMES.clientId) === undefined
  ) {
    throw new ApiError(
      -1102,
      "Param 'cancelOrigClientOrderId' or 'cancelOrderId' must be sent, but both were empty/null!",
    );
  }
  const asked = parseSpotOrder(request);
  const responseType = responseTypeOf(params, asked.type);
  checkSpot(state, view, rules, asked);
  const refusal = countRefusal(request);
  if (refusal !== undefined) {
    if (exceeded === 'DO_NOTHING') throw refusal;
    throw failed(cancelHalf(request), { ok: false, error: refusal }, 429);
  }
  countOrders(state.account, 'spot', 1, now);
  const cancel = cancelHalf(request);
  if (!cancel.ok && mode === 'STOP_ON_FAILURE') throw failed(cancel, undefined);
  const placed = attempt(() => {
    const { order, trades } = placeSpot(state, view, rules, asked, now);
    noteDuplicate(request, 'spot', asked.clientOrderId);
    if (trades.length > 0) countOrders(state.account, 'spot', -1, now);
    return placedAnswer(order, trades, responseType);
  });
  if (!cancel.ok || !placed.ok) throw failed(cancel, placed);
  return {
    cancelResult: 'SUCCESS',
    newOrderResult: 'SUCCESS',
    cancelResponse: cancel.answer,
    newOrderResponse: placed.answer,
  };
}
