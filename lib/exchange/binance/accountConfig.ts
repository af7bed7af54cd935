import type { NotSent } from '../port';
import type { RestRequest } from './client';
import type { BinanceConnection } from './connection';
import { notSentBecause, signed } from './reply';
import { accountConfigSchema } from './schemas/account';

/** One position per contract, or a long and a short one beside each other. */
export type PositionMode = 'oneWay' | 'hedge';

export interface FuturesSettings {
  mode: PositionMode;
  canTrade: boolean;
  /** One margin for all assets, which forbids isolated margin (-4168). */
  multiAssets: boolean;
}

/** The settings cost 5 weights and seldom change. */
const LIFETIME_MS = 60_000;

/**
 * How long an order may wait for the mode. It adds to the order's own deadline, and whoever settles
 * an unknown outcome counts on that deadline plus a grace of 5 s.
 */
const LONGEST_WAIT_MS = 2_000;

/** Settings of the futures account as a whole; read once a minute, and once for all who wait. */
export class AccountConfig {
  private known: { settings: FuturesSettings; readAt: number } | null = null;
  private reading: { settings: Promise<FuturesSettings>; urgent: boolean } | null = null;

  constructor(private readonly connection: BinanceConnection) {}

  /**
   * The settings, at most a minute old. Throws as every read. Who asks urgently does not wait behind
   * a reading that is not.
   */
  async read(urgent = false): Promise<FuturesSettings> {
    const { known } = this;
    const ageMs = known === null ? LIFETIME_MS : this.connection.hostNow() - known.readAt;
    if (known !== null && ageMs >= 0 && ageMs < LIFETIME_MS) return known.settings;
    if (this.reading !== null && (this.reading.urgent || !urgent)) return this.reading.settings;
    const reading = { settings: this.fetch(urgent), urgent };
    this.reading = reading;
    try {
      return await reading.settings;
    } finally {
      if (this.reading === reading) this.reading = null;
    }
  }

  /** The exchange contradicted the mode (-4061): the next order asks anew. */
  forget(): void {
    this.known = null;
  }

  /** The mode for an order, or why it must not leave: a mode is never guessed. */
  async modeForOrder(urgent: boolean): Promise<PositionMode | NotSent> {
    const startedAt = this.connection.hostNow();
    try {
      const { mode } = await this.read(urgent);
      if (this.connection.hostNow() - startedAt <= LONGEST_WAIT_MS) return mode;
      return { kind: 'notSent', message: 'the position mode came too late', retryAt: null };
    } catch (error) {
      return notSentBecause(error);
    }
  }

  private async fetch(urgent: boolean): Promise<FuturesSettings> {
    const request: RestRequest = {
      ...signed('GET', 'usdm', 'fapi/v1/accountConfig', {}),
      priority: urgent ? 'urgent' : 'normal',
    };
    const answer = await this.connection.read(request, accountConfigSchema);
    const settings: FuturesSettings = {
      mode: answer.dualSidePosition ? 'hedge' : 'oneWay',
      canTrade: answer.canTrade,
      multiAssets: answer.multiAssetsMargin,
    };
    this.known = { settings, readAt: this.connection.hostNow() };
    return settings;
  }
}
