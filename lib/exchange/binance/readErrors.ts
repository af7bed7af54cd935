import {
  ConfigurationError,
  type DeltagridError,
  HaltError,
  RejectedError,
  TransientError,
} from '../../model/errors';
import type { RestRequest } from './client';
import { KEY_CODES, UNKNOWN_SYMBOL_CODE } from './codes';
import { classOf } from './errors/classify';
import type { Failure } from './failure';

const CHECK_ADDRESS =
  "Check the network of this machine, and a simulator's address in the credential, then try again.";
const CHECK_KEYS =
  'Check API key, secret, permissions and allowed addresses, and that the key is of the chosen environment.';
const STOP_AND_LOOK = 'Nothing more is sent. Look at the account on the exchange, then resume.';
const NOT_SERVED = 'The exchange does not serve your location.';
const TRY_LATER = 'Nothing was changed. Try again later.';

/**
 * The error for a read that failed, by what the caller must do. Its text holds the endpoint, the
 * code and the exchange's cleaned message, never an address, a parameter or the error it came from.
 */
export function errorOfRead(failure: Failure, request: RestRequest): DeltagridError {
  const endpoint = `${request.method} ${request.path}`;
  switch (failure.kind) {
    case 'refused':
      return errorOfRefusal(failure, endpoint);
    case 'page':
      return errorOfPage(failure.status, endpoint);
    case 'malformed':
      return new TransientError(`${endpoint}: ${failure.message}.`, CHECK_ADDRESS);
    case 'notConnected':
      return new TransientError(`${endpoint}: ${failure.message}.`, CHECK_ADDRESS);
    case 'lost':
      return new TransientError(`${endpoint}: ${failure.message}.`, TRY_LATER);
    case 'limited':
      return errorOfLimit(failure, endpoint);
    case 'notSent': {
      const message = `${endpoint} was not sent: ${failure.message}`;
      return failure.final
        ? new ConfigurationError(message, failure.wayOut)
        : new TransientError(message, failure.wayOut, failure.retryAt);
    }
  }
}

function errorOfRefusal(
  { market, status, code, message }: Extract<Failure, { kind: 'refused' }>,
  endpoint: string,
): DeltagridError {
  const text = `${endpoint} was refused: ${message} (code ${code}).`;
  const errorClass = classOf(market, code, message);
  if (errorClass === 'halt') {
    return new HaltError(text, KEY_CODES.has(code) ? CHECK_KEYS : STOP_AND_LOOK);
  }
  if (status === 451) return new HaltError(text, NOT_SERVED);
  if (KEY_CODES.has(code)) return new ConfigurationError(text, CHECK_KEYS);
  if (code === UNKNOWN_SYMBOL_CODE) {
    return new ConfigurationError(text, 'Choose a symbol that this market trades.');
  }
  const mayWorkLater =
    errorClass === 'transient' || errorClass === 'unknown' || errorClass === 'resync';
  if (status >= 500 || status === 408 || mayWorkLater) return new TransientError(text, TRY_LATER);
  if (status === 404) return new ConfigurationError(text, CHECK_ADDRESS);
  return new RejectedError(code, text, 'Look up the code in docs/errors.md.');
}

function errorOfPage(status: number, endpoint: string): DeltagridError {
  const text = `${endpoint}: HTTP ${status} without an answer of the exchange.`;
  if (status === 403) {
    return new HaltError(
      text,
      "The exchange's firewall refused. Wait some minutes, then look why.",
    );
  }
  if (status === 451) {
    return new HaltError(text, NOT_SERVED);
  }
  if (status >= 500 || status === 408) return new TransientError(text, TRY_LATER);
  return new ConfigurationError(text, CHECK_ADDRESS);
}

function errorOfLimit(
  failure: Extract<Failure, { kind: 'limited' }>,
  endpoint: string,
): DeltagridError {
  const until = new Date(failure.retryAt).toISOString();
  const text = `${endpoint}: ${failure.message}; nothing may be sent before ${until}.`;
  return failure.banned
    ? new HaltError(text, 'Stop every workflow that uses this exchange until the ban ends.')
    : new TransientError(text, 'Wait for the limit to reset.', failure.retryAt);
}
