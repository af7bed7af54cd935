import { createHmac } from 'node:crypto';

/**
 * The HMAC-SHA256 signature of a request, as lower-case hexadecimal text.
 *
 * Handed to the `binance` package in place of its own, which imports the key anew for every
 * request (33 to 83 microseconds against 2.5, reference performance 4).
 */
export function signPayload(payload: string, secret: string): string {
  return createHmac('sha256', secret).update(payload).digest('hex');
}

/**
 * Makes a function that removes the key, the secret and anything that looks like a signature from
 * a text of the exchange, and shortens it to 300 characters.
 */
export function createRedactor(apiKey: string, apiSecret: string): (text: string) => string {
  const secrets = [apiSecret, apiKey].filter((secret) => secret !== '');
  return (text) => {
    let clean = text;
    for (const secret of secrets) {
      clean = clean.replaceAll(secret, '[removed]');
      clean = clean.replaceAll(encodeURIComponent(secret), '[removed]');
    }
    return clean.replace(/\b[0-9a-fA-F]{64}\b/g, '[removed]').slice(0, 300);
  };
}
