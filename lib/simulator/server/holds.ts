export type HoldPhase = 'before' | 'after';

/** A hold as `GET /sim/holds` shows it. */
export interface HoldStatus {
  id: number;
  route: string;
  nth: number;
  phase: HoldPhase;
  seen: number;
  holding: boolean;
}

interface Hold extends HoldStatus {
  release: () => void;
  released: Promise<void>;
}

/** Replies kept back on purpose, so that a test can end a process at a known point. They belong to this process. */
export class Holds {
  private readonly holds: Hold[] = [];
  private nextId = 1;

  /** Keeps back the reply to the `nth` request of `route` ("POST /api/v3/order") from now on. */
  add(route: string, nth: number, phase: HoldPhase): number {
    const id = this.nextId++;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.holds.push({
      id,
      route,
      nth,
      phase,
      seen: 0,
      holding: false,
      release,
      released,
    });
    return id;
  }

  /** Counts a request and gives the hold it runs into, if any. */
  meet(route: string): { phase: HoldPhase; wait: () => Promise<void> } | undefined {
    let met: Hold | undefined;
    for (const hold of this.holds) {
      if (hold.route !== route) continue;
      hold.seen++;
      if (hold.seen === hold.nth) met ??= hold;
    }
    if (met === undefined) return undefined;
    const hold = met;
    return {
      phase: hold.phase,
      wait: () => {
        hold.holding = true;
        return hold.released;
      },
    };
  }

  list(): HoldStatus[] {
    return this.holds.map(({ id, route, nth, phase, seen, holding }) => ({
      id,
      route,
      nth,
      phase,
      seen,
      holding,
    }));
  }

  /** Lets one hold go, or all of them; tells how many. */
  release(id?: number): number {
    const going = this.holds.filter((hold) => id === undefined || hold.id === id);
    for (const hold of going) {
      this.holds.splice(this.holds.indexOf(hold), 1);
      hold.release();
    }
    return going.length;
  }
}
