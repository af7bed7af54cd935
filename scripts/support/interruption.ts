/** Thrown by `race` when the signal came. */
export class InterruptedError extends Error {
  constructor() {
    super('Interrupted.');
    this.name = 'InterruptedError';
  }
}

/** Ctrl-C (or a service manager's SIGTERM) as something work can be raced against. */
export interface Interruption {
  /** The work's own result, or a rejection (InterruptedError) as soon as the signal comes. */
  race<T>(work: Promise<T>): Promise<T>;
}

/**
 * Takes over SIGINT and SIGTERM: from now on they end nothing by themselves, so that the caller can
 * tidy up. A second signal changes nothing: the tidying is bounded.
 */
export function interruption(): Interruption {
  let happened = false;
  const signal = new Promise<never>((_resolve, reject) => {
    const interrupt = (): void => {
      if (happened) return;
      happened = true;
      reject(new InterruptedError());
    };
    process.on('SIGINT', interrupt);
    process.on('SIGTERM', interrupt);
    process.on('SIGHUP', interrupt);
  });
  signal.catch(() => undefined);
  return {
    race: (work) => {
      work.catch(() => undefined);
      return Promise.race([work, signal]);
    },
  };
}
