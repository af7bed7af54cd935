/** A refusal as Binance words it: HTTP status, code and message of reference F. Nothing of the state has changed. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly httpStatus = 400,
    readonly headers: Readonly<Record<string, string>> = {},
    /** Sent as `data` beside code and message, where an endpoint has that (reference D1, cancelReplace). */
    readonly data: unknown = undefined,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** -1102, the message both markets use for an absent or malformed mandatory parameter. */
export function missingParameter(name: string): ApiError {
  return new ApiError(
    -1102,
    `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`,
  );
}

/** -1121. */
export function invalidSymbol(): ApiError {
  return new ApiError(-1121, 'Invalid symbol.');
}

/** -1013 of the spot market, naming the filter that failed (reference C1). */
export function filterFailure(filterType: string): ApiError {
  return new ApiError(-1013, `Filter failure: ${filterType}`);
}
