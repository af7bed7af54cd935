/** Ctrl-C (or a service manager's SIGTERM) as something work can be raced against. */
export interface Interruption {
  /** True once the signal came. */
  happened(): boolean;
  /** The work's own result, or a rejection as soon as the signal comes. */
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
      reject(new Error('Interrupted.'));
    };
    process.on('SIGINT', interrupt);
    process.on('SIGTERM', interrupt);
    process.on('SIGHUP', interrupt);
  });
  signal.catch(() => undefined);
  return {
    happened: () => happened,
    race: (work) => {
      work.catch(() => undefined);
      return Promise.race([work, signal]);
    },
  };
}
