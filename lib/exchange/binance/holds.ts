/** Until when nothing may be sent to a host, and whether that is a ban. Host time, epoch ms. */
export interface Hold {
  until: number;
  banned: boolean;
}

/** Rate limits and bans that the exchange announced, by host or by account. */
export class Holds {
  private readonly holds = new Map<string, Hold>();

  /** The hold in force for the key at `hostNow`, or null. */
  inForce(key: string, hostNow: number): Hold | null {
    const hold = this.holds.get(key);
    if (hold === undefined) return null;
    if (hold.until > hostNow) return hold;
    this.holds.delete(key);
    return null;
  }

  /** Remembers a hold; a later deadline and a ban win over what is known already. */
  add(key: string, hold: Hold): void {
    const known = this.holds.get(key);
    if (known === undefined || hold.until > known.until) this.holds.set(key, hold);
  }
}

/**
 * The holds of every exchange host, shared by all gateways of this process, because request weight
 * and bans belong to the host's view of this machine and not to one credential (reference B2).
 */
export const hostHolds = new Holds();
