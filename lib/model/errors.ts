/**
 * The one tree of exceptions. Expected outcomes are values (see `Verdict`); an exception is thrown
 * where the caller cannot go on, and its class says what the caller must do.
 */
export abstract class DeltagridError extends Error {
  constructor(
    message: string,
    /** How the user gets unstuck, in one or two sentences. */
    readonly wayOut: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The user changes a setting, a credential or a file; retrying as it is will never help. */
export class ConfigurationError extends DeltagridError {}

/** We refuse, before anything was sent. Show the code and the figures. */
export class DeniedError extends DeltagridError {
  constructor(
    readonly code: string,
    message: string,
    wayOut: string,
  ) {
    super(message, wayOut);
  }
}

/** The exchange refused for certain; nothing happened there. Decide anew, never resend as it is. */
export class RejectedError extends DeltagridError {
  constructor(
    readonly code: number,
    message: string,
    wayOut: string,
  ) {
    super(message, wayOut);
  }
}

/** Nothing happened, and it may work later: retry with back-off, not before `retryAt`. */
export class TransientError extends DeltagridError {
  constructor(
    message: string,
    wayOut: string,
    /** Host time in epoch ms before which a retry is pointless, or null. */
    readonly retryAt: number | null = null,
    options?: ErrorOptions,
  ) {
    super(message, wayOut, options);
  }
}

/** The request left and its outcome is not known: ask before anything else, never resend blindly. */
export class UnknownOutcomeError extends DeltagridError {}

/**
 * What the journal holds of one symbol cannot be read: leave that symbol alone and alert a person;
 * the others go on.
 */
export class BrokenStateError extends DeltagridError {
  constructor(
    readonly symbol: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(
      message,
      `Nothing is planned or sent for ${symbol}. Look at its orders at the exchange, stop n8n and restore the journal from a backup (docs/journal.md).`,
      options,
    );
  }
}

/** Stop everything and alert a person: a ban, a wrong account, a corrupt journal. */
export class HaltError extends DeltagridError {}
