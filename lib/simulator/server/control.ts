import { parseDecimal } from '../engine/decimal';
import { ApiError } from '../engine/errors';
import type { Answer, PaperExchange } from './exchange';
import type { Holds } from './holds';

const LONGEST_ADVANCE_MS = 366 * 86_400_000;

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
      case 'POST /sim/accounts':
        return this.accounts(fieldsOf(body));
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
    throw bad('Send either ms or to.');
  }

  private accounts(fields: Fields): unknown {
    const balances = isFields(fields.balances) ? fields.balances : {};
    return this.exchange.addAccount(text(fields, 'key'), text(fields, 'secret'), {
      spotQuote: amount(balances.spot, 'balances.spot'),
      usdmQuote: amount(balances.usdm, 'balances.usdm'),
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
