import { parseDecimal } from '../engine/decimal';
import { ApiError } from '../engine/errors';
import { parseFaults } from '../faults/parse';
import type { Funding } from './accounts';
import type { PaperExchange } from './exchange';
import type { Holds } from './holds';
import type { Answer } from './treatment';

const LONGEST_ADVANCE_MS = 366 * 86_400_000;
/** Messages of the user streams one answer has. */
const MOST_EVENTS = 10_000;

type Fields = Readonly<Record<string, unknown>>;

function bad(message: string): ApiError {
  return new ApiError(-1130, message);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldsOf(body: string): Fields {
  let parsed: unknown;
  try {
    parsed = body === '' ? {} : JSON.parse(body);
  } catch {
    throw bad('The body is not JSON.');
  }
  if (!isFields(parsed)) throw bad('The body is not a JSON object.');
  return parsed;
}

function whole(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw bad(`${name} must be a whole number, not below 0.`);
  }
  return value;
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || !/^[A-Za-z0-9_-]{1,128}$/.test(value)) {
    throw bad(`${name} must be 1 to 128 letters, digits, _ or -.`);
  }
  return value;
}

function amount(value: unknown, name: string): bigint {
  const scaled = parseDecimal(
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '0',
  );
  if (scaled === undefined) throw bad(`${name} must be a decimal amount of USDT.`);
  return scaled;
}

/** Amounts by asset; a bare amount is USDT. */
function assets(value: unknown, name: string): Record<string, bigint> {
  if (!isFields(value)) return { USDT: amount(value, name) };
  const amounts: Record<string, bigint> = {};
  for (const [asset, held] of Object.entries(value)) {
    if (!/^[A-Z0-9]{2,12}$/.test(asset)) throw bad(`${name}.${asset} is no asset.`);
    amounts[asset] = amount(held, `${name}.${asset}`);
  }
  return amounts;
}

function settings(fields: Fields): Pick<Funding, 'feeTier' | 'bnbFees'> {
  const feeTier = whole(fields, 'feeTier');
  const { bnbFees } = fields;
  if (bnbFees === undefined) return feeTier === undefined ? {} : { feeTier };
  if (!isFields(bnbFees)) throw bad('bnbFees must be {"spot": true|false, "usdm": true|false}.');
  const switches = { spot: bnbFees.spot === true, usdm: bnbFees.usdm === true };
  return { ...(feeTier === undefined ? {} : { feeTier }), bnbFees: switches };
}

/** The routes of `/sim`: JSON in, JSON out, no signature; reachable from this machine only. */
export class Control {
  constructor(
    private readonly exchange: PaperExchange,
    private readonly holds: Holds,
  ) {}

  handle(method: string, path: string, query: string, body: string): Answer {
    try {
      const result = this.dispatch(method, path, new URLSearchParams(query), body);
      if (result === undefined)
        return json(404, { code: -5000, msg: `Path ${path}, Method ${method} is invalid` });
      return json(200, result);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return json(error.httpStatus, { code: error.code, msg: error.message });
    }
  }

  private dispatch(method: string, path: string, query: URLSearchParams, body: string): unknown {
    switch (`${method} ${path}`) {
      case 'POST /sim/advance':
        return this.advance(fieldsOf(body));
      case 'GET /sim/report':
        return this.exchange.report(query.get('key') ?? undefined);
      case 'GET /sim/events':
        return this.events(query);
      case 'POST /sim/accounts':
        return this.accounts(fieldsOf(body));
      case 'POST /sim/account':
        return this.account(fieldsOf(body));
      case 'POST /sim/adl':
        return this.adl(fieldsOf(body));
      case 'POST /sim/faults':
        return this.exchange.addFaults(parseFaults(fieldsOf(body)));
      case 'GET /sim/faults':
        return this.exchange.faults();
      case 'DELETE /sim/faults':
        return this.exchange.clearFaults();
      case 'POST /sim/hold':
        return this.hold(fieldsOf(body));
      case 'POST /sim/release':
        return { released: this.holds.release(whole(fieldsOf(body), 'id')) };
      case 'GET /sim/holds':
        return this.holds.list();
      default:
        return undefined;
    }
  }

  private advance(fields: Fields): unknown {
    const ms = whole(fields, 'ms');
    const to = whole(fields, 'to');
    if (ms !== undefined && to === undefined) {
      if (ms > LONGEST_ADVANCE_MS) throw bad('ms must not exceed 366 days.');
      return this.exchange.advance({ ms });
    }
    if (to !== undefined && ms === undefined) return this.exchange.advance({ to });
    if (ms === undefined && to === undefined && this.exchange.stepMs !== undefined) {
      return this.exchange.advance({ ms: this.exchange.stepMs });
    }
    throw bad('Send either ms or to.');
  }

  /** What an account's user streams told after the message `after`. */
  private events(query: URLSearchParams): unknown {
    const number = (name: string, otherwise: number): number => {
      const sent = query.get(name);
      if (sent === null) return otherwise;
      if (!/^[0-9]{1,15}$/.test(sent)) throw bad(`${name} must be a whole number, not below 0.`);
      return Number(sent);
    };
    const limit = Math.min(number('limit', 1000), MOST_EVENTS);
    return this.exchange.events(query.get('key') ?? undefined, number('after', 0), limit);
  }

  /** Auto-deleverages a symbol's position: closed at mark by an order named `adl_autoclose...`. */
  private adl(fields: Fields): unknown {
    const key = fields.key === undefined ? undefined : text(fields, 'key');
    return this.exchange.deleverage(key, text(fields, 'symbol'));
  }

  private accounts(fields: Fields): unknown {
    const balances = isFields(fields.balances) ? fields.balances : {};
    const spot = assets(balances.spot, 'balances.spot');
    const usdm = assets(balances.usdm, 'balances.usdm');
    return this.exchange.addAccount(text(fields, 'key'), text(fields, 'secret'), {
      spot,
      usdm,
      ...settings(fields),
    });
  }

  /** Changes an account's fee tier and whether it pays fees in BNB, and pays assets in. */
  private account(fields: Fields): unknown {
    const deposits = isFields(fields.deposits) ? fields.deposits : {};
    const key = fields.key === undefined ? undefined : text(fields, 'key');
    return this.exchange.changeAccount(key, {
      spot: assets(deposits.spot, 'deposits.spot'),
      usdm: assets(deposits.usdm, 'deposits.usdm'),
      ...settings(fields),
    });
  }

  private hold(fields: Fields): unknown {
    const { route, phase } = fields;
    if (typeof route !== 'string' || !/^(GET|POST|PUT|DELETE) \/\S+$/.test(route)) {
      throw bad('route must look like "POST /api/v3/order".');
    }
    if (phase !== 'before' && phase !== 'after') throw bad('phase must be "before" or "after".');
    const nth = whole(fields, 'nth') ?? 1;
    if (nth < 1) throw bad('nth counts from 1.');
    return { id: this.holds.add(route, nth, phase) };
  }
}

function json(status: number, value: unknown): Answer {
  return { status, headers: {}, body: JSON.stringify(value) };
}
