import type { z } from 'zod';
import { type BudgetStore, holdAt, LONGEST_HOLD_MS } from '../model/budget';
import type { Clock } from '../model/clock';
import { TransientError } from '../model/errors';
import type { ForeignVenue } from '../model/foreignData';
import { type ForeignRefusal, rejected, unexpected } from './foreignErrors';
import { FOREIGN_HOSTS, type ForeignHost } from './foreignHosts';
import type { HttpGet, HttpOutcome } from './foreignHttp';

/** One question in the venue's words. */
export interface ForeignRequest {
  venue: ForeignVenue;
  /** With a leading slash. */
  path: string;
  params: Readonly<Record<string, string>>;
  largestBytes: number;
}

/** How a venue's answers are read. */
export interface ForeignDialect<Answer> {
  schema: z.ZodType<Answer>;
  /** The refusal that a body of any status holds, or null. */
  refusalIn(body: unknown): ForeignRefusal | null;
}

export interface ForeignSettings {
  get: HttpGet;
  /** Budgets and holds of this machine. */
  budgets(): BudgetStore;
  hostNow: Clock;
  /** A clock that never jumps, ms from any origin. */
  monotonicNow: Clock;
  sleep(ms: number): Promise<void>;
  /** For tests: where a venue is asked in place of its own host. */
  origins?: Readonly<Record<ForeignVenue, string>>;
  /** Over one question with its repeat and every wait. Default 10,000 ms. */
  deadlineMs?: number;
}

/** Over one question with its repeat and every wait. */
export const DEADLINE_MS = 10_000;
/** Longest wait for one of the two attempts. */
const ATTEMPT_MS = 6_000;
const REPEAT_PAUSE_MS = 300;
/** After an answer that never came, the host is left alone so long: one loop does not wait again. */
export const SILENT_PAUSE_MS = 30_000;
/** After a 429 without Retry-After. */
export const LIMITED_PAUSE_MS = 60_000;
const WINDOW_MARGIN_MS = 20;

const WAY_OUT_LATER =
  'Nothing has to be done: it is asked again with the next run. Whatever needs it is left out until then.';

/** Asks venues politely: budgets and holds of the machine, one deadline, one repeat, no redirect. */
export class ForeignClient {
  constructor(private readonly settings: ForeignSettings) {}

  /**
   * The validated answer. Throws TransientError (later it may work; `retryAt` is host time),
   * RejectedError (the venue refused) or ConfigurationError (an answer that is not as documented).
   */
  async ask<Answer>(request: ForeignRequest, dialect: ForeignDialect<Answer>): Promise<Answer> {
    const endsAt = this.settings.monotonicNow() + (this.settings.deadlineMs ?? DEADLINE_MS);
    const first = await this.attempt(request, endsAt);
    const outcome = isRepeatable(first) ? await this.repeat(request, endsAt, first) : first;
    return this.read(request, outcome, dialect);
  }

  private async repeat(
    request: ForeignRequest,
    endsAt: number,
    first: HttpOutcome,
  ): Promise<HttpOutcome> {
    if (endsAt - this.settings.monotonicNow() < 2 * REPEAT_PAUSE_MS) return first;
    await this.settings.sleep(REPEAT_PAUSE_MS);
    return this.attempt(request, endsAt);
  }

  private async attempt(request: ForeignRequest, endsAt: number): Promise<HttpOutcome> {
    const host = FOREIGN_HOSTS[request.venue];
    this.refuseWhileHeld(request.venue, host);
    await this.takeBudget(request.venue, host, endsAt);
    const origin = this.settings.origins?.[request.venue] ?? host.origin;
    const url = new URL(request.path, origin);
    for (const [name, value] of Object.entries(request.params)) url.searchParams.set(name, value);
    const leftMs = Math.round(endsAt - this.settings.monotonicNow());
    if (leftMs < 1) return { kind: 'lost', message: 'the deadline passed' };
    const deadlineMs = Math.min(leftMs, ATTEMPT_MS);
    return this.settings.get({ url, deadlineMs, largestBytes: request.largestBytes });
  }

  private read<Answer>(
    request: ForeignRequest,
    outcome: HttpOutcome,
    dialect: ForeignDialect<Answer>,
  ): Answer {
    const { venue } = request;
    const { name, refusedPauseMs } = FOREIGN_HOSTS[venue];
    if (outcome.kind === 'tooLarge') throw unexpected(name, request.path, outcome.message);
    if (outcome.kind !== 'answer') {
      throw this.hold(venue, SILENT_PAUSE_MS, `${name} did not answer: ${outcome.message}.`);
    }
    const { status, retryAfterMs } = outcome;
    const body = parsed(outcome.text);
    const refusal = dialect.refusalIn(body);
    if (status === 429 || status === 418 || refusal?.limited === true) {
      const pauseMs = retryAfterMs ?? LIMITED_PAUSE_MS;
      throw this.hold(venue, pauseMs, `${name} says that it is asked too often.`);
    }
    if (status === 403) {
      const message = `${name} refuses this address (HTTP 403), as it does for some countries and after too many requests.`;
      throw this.hold(venue, Math.max(retryAfterMs ?? 0, refusedPauseMs), message);
    }
    if (status >= 500) {
      const pauseMs = retryAfterMs ?? SILENT_PAUSE_MS;
      throw this.hold(venue, pauseMs, `${name} has trouble of its own (HTTP ${status}).`);
    }
    if (refusal !== null) throw rejected(name, refusal);
    if (status !== 200) throw unexpected(name, request.path, `HTTP ${status}`);
    if (body === undefined) throw unexpected(name, request.path, 'it is not JSON');
    const answer = dialect.schema.safeParse(body);
    if (answer.success) return answer.data;
    const issue = answer.error.issues[0];
    const field = issue?.path.map(String).join('.') || 'the whole answer';
    throw unexpected(name, request.path, `${field}: ${issue?.message ?? 'not as documented'}`);
  }

  private refuseWhileHeld(venue: ForeignVenue, { name }: ForeignHost): void {
    const hostNow = this.settings.hostNow();
    const known = this.stored((store) => store.hold(holdKey(venue)));
    if (known === null) return;
    const { until } = holdAt(known, hostNow);
    if (until <= hostNow || until > hostNow + LONGEST_HOLD_MS) return;
    throw new TransientError(
      `${name} is left alone until ${timeText(until)}, because it refused or did not answer.`,
      WAY_OUT_LATER,
      until,
    );
  }

  /** Takes one request of the window, waiting for the next one while the deadline allows. */
  private async takeBudget(venue: ForeignVenue, host: ForeignHost, endsAt: number): Promise<void> {
    const { requests, windowMs } = host;
    const charge = { key: `foreign ${venue} ${windowMs}`, windowMs, amount: 1, ceiling: requests };
    for (;;) {
      const hostNow = this.settings.hostNow();
      const taking = this.stored((store) => store.takeAll([charge], hostNow));
      if (taking.taken) return;
      const waitMs = taking.until - hostNow + WINDOW_MARGIN_MS;
      if (waitMs > endsAt - this.settings.monotonicNow()) {
        throw new TransientError(
          `${host.name} was asked ${requests} times within ${windowMs / 1000} s already, which is what this machine allows itself.`,
          WAY_OUT_LATER,
          taking.until,
        );
      }
      await this.settings.sleep(waitMs);
    }
  }

  /** Leaves the host alone for a while, and answers the error that says so. */
  private hold(venue: ForeignVenue, pauseMs: number, message: string): TransientError {
    const hostNow = this.settings.hostNow();
    const until = hostNow + Math.min(pauseMs, LONGEST_HOLD_MS);
    this.stored((store) => store.addHold(holdKey(venue), { until, banned: false, setAt: hostNow }));
    return new TransientError(message, WAY_OUT_LATER, until);
  }

  /** Without the machine's store nobody would know how often is asked: then nothing is. */
  private stored<T>(work: (store: BudgetStore) => T): T {
    try {
      return work(this.settings.budgets());
    } catch (error) {
      throw new TransientError(
        "This machine's file of rate limits cannot be used, so no other venue is asked.",
        'Check that the n8n user may write to the n8n user folder and that the disk is not full.',
        null,
        { cause: error },
      );
    }
  }
}

function holdKey(venue: ForeignVenue): string {
  return `foreign ${venue}`;
}

function isRepeatable(outcome: HttpOutcome): boolean {
  if (outcome.kind === 'answer') return outcome.status >= 500 && outcome.retryAfterMs === null;
  return outcome.kind === 'lost' || outcome.kind === 'notConnected';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function timeText(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
