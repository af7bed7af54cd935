/** Text between quotes, or one number; text comes first so that digits inside it are left alone. */
const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * Parses JSON, keeping integers of 16 and more digits as text: order and trade ids of some symbols
 * exceed 2^53 and would silently become other ids (reference A2). Throws SyntaxError as JSON.parse.
 */
export function parseKeepingLongIntegers(json: string): unknown {
  const quoted = json.replace(TEXT_OR_NUMBER, (token) =>
    LONG_INTEGER.test(token) ? `"${token}"` : token,
  );
  return JSON.parse(quoted);
}
