import { ConfigurationError, RejectedError } from '../model/errors';

/** A refusal in the venue's own JSON. */
export interface ForeignRefusal {
  code: number;
  message: string;
  /** The venue says that we ask too often. */
  limited: boolean;
}

/** The venue refused in its own words. */
export function rejected(name: string, { code, message }: ForeignRefusal): RejectedError {
  return new RejectedError(
    code,
    `${name} refused: ${printable(message)} (${code}).`,
    `${name} may not list this symbol. Leave it out there, or choose another venue.`,
  );
}

/** An answer that is not as documented: asking again would not help. */
export function unexpected(name: string, path: string, fault: string): ConfigurationError {
  return new ConfigurationError(
    `${name} answered something unexpected to ${path}: ${fault}.`,
    `This version does not know such answers of ${name}. Switch the source off, or update the pack.`,
  );
}

/** A foreign text that may enter a message: short, one line, plain signs. */
function printable(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]+/g, ' ').trim();
  return plain === '' ? 'no message' : plain.slice(0, 120);
}
