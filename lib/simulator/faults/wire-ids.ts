/** Added to order ids on the wire when large ones are asked for, so that they exceed 2^53 as some of Binance's do. */
const OFFSET = 8_389_766_145_000_000_000n;
const ANSWERED = /"(orderId|actualOrderId)":("?)([0-9]+)("?)/g;
const ASKED = /(^|&)(orderId|cancelOrderId)=([0-9]+)(?=&|$)/g;
const ASKED_LIST = /(^|&)orderIdList=([^&]*)/g;

function small(id: string): string {
  const value = BigInt(id);
  return String(value > OFFSET ? value - OFFSET : value);
}

/** An answer's JSON text with large order ids, as plain numbers of JSON. */
export function withLargeIds(body: string): string {
  return body.replace(
    ANSWERED,
    (_whole, name: string, open: string, id: string, end: string) =>
      `"${name}":${open}${BigInt(id) + OFFSET}${end}`,
  );
}

/** A request's parameters with our own order ids again. */
export function withoutLargeIds(parameters: string): string {
  return parameters
    .replace(
      ASKED,
      (_whole, lead: string, name: string, id: string) => `${lead}${name}=${small(id)}`,
    )
    .replace(ASKED_LIST, (_whole, lead: string, ids: string) => {
      const list = decodeURIComponent(ids).replace(/[0-9]+/g, small);
      return `${lead}orderIdList=${encodeURIComponent(list)}`;
    });
}
