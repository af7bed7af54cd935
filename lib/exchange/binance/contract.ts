import { ConfigurationError, RejectedError } from '../../model/errors';
import type { BinanceConnection } from './connection';
import type { RestRequest } from './client';
import type { Failure } from './failure';
import { errorOfRead } from './readErrors';
import { signed } from './reply';
import { symbolConfigSchema } from './schemas/account';

/** "No need to change margin type." */
const ALREADY_THAT_MARGIN_TYPE = -4046;
/** Multi-assets mode knows no isolated margin. */
const MULTI_ASSETS = -4168;
/** Open orders, or a position, keep the margin type as it is. */
const IN_USE_CODES: ReadonlySet<number> = new Set([-4047, -4048]);
/** Lowering the leverage of an isolated position is not supported. */
const LEVERAGE_IN_USE = -4161;

interface ContractSettings {
  marginType: 'ISOLATED' | 'CROSSED';
  leverage: number;
}

/**
 * Isolated margin and the leverage of one contract: read first, set only what differs, read back.
 * Answers the leverage in force. Throws ConfigurationError with the way out where only the user can
 * change it, RejectedError where the exchange refuses, and as every read.
 */
export async function prepareContract(
  connection: BinanceConnection,
  symbol: string,
  leverage: number,
): Promise<number> {
  const before = await readSettings(connection, symbol);
  if (isPrepared(before, leverage)) return before.leverage;
  if (before.marginType !== 'ISOLATED') {
    await set(connection, 'fapi/v1/marginType', { symbol, marginType: 'ISOLATED' });
  }
  if (before.leverage !== leverage) {
    await set(connection, 'fapi/v1/leverage', { symbol, leverage: String(leverage) });
  }
  const after = await readSettings(connection, symbol);
  if (isPrepared(after, leverage)) return after.leverage;
  throw new RejectedError(
    0,
    `${symbol} was to have isolated margin and leverage ${leverage}; in force are ` +
      `${after.marginType} and ${after.leverage}.`,
    'Set both by hand on the exchange, then run it again.',
  );
}

function isPrepared(settings: ContractSettings, leverage: number): boolean {
  return settings.marginType === 'ISOLATED' && settings.leverage === leverage;
}

async function readSettings(
  connection: BinanceConnection,
  symbol: string,
): Promise<ContractSettings> {
  const request = signed('GET', 'usdm', 'fapi/v1/symbolConfig', { symbol });
  const rows = await connection.read(request, symbolConfigSchema);
  const row = rows.find((one) => one.symbol === symbol);
  if (row !== undefined) return row;
  throw new ConfigurationError(
    `The account has no settings for ${symbol}.`,
    'Choose a USD-M contract that this account may trade.',
  );
}

/** Setting the same twice is harmless, so these writes are repeated as reads are. */
async function set(
  connection: BinanceConnection,
  path: string,
  params: Record<string, string>,
): Promise<void> {
  const request = signed('POST', 'usdm', path, params);
  const reply = await connection.ask(request);
  if (reply.ok) return;
  if (codeOf(reply.failure) !== ALREADY_THAT_MARGIN_TYPE) throw refusal(reply.failure, request);
}

function refusal(failure: Failure, request: RestRequest): Error {
  const code = codeOf(failure);
  const symbol = request.params['symbol'] ?? '';
  if (code === MULTI_ASSETS) {
    return new ConfigurationError(
      `${symbol} cannot have isolated margin: the account is in multi-assets mode (code ${code}).`,
      'Switch the futures account to single-asset mode on the exchange.',
    );
  }
  if (code !== null && IN_USE_CODES.has(code)) {
    return new RejectedError(
      code,
      `${symbol} has crossed margin and cannot be switched while orders or a position are open.`,
      'Close the position and cancel the orders of this contract, or choose another contract.',
    );
  }
  if (code === LEVERAGE_IN_USE) {
    return new RejectedError(
      code,
      `The leverage of ${symbol} cannot be lowered while its isolated position is open.`,
      'Close the position of this contract, or choose another contract.',
    );
  }
  return errorOfRead(failure, request);
}

function codeOf(failure: Failure): number | null {
  return failure.kind === 'refused' ? failure.code : null;
}
