import { denied, type Denial } from '../model/verdict';
import type { Environment, Market } from '../model/terms';

/** A permission of the key; `unavailable` where the environment cannot say. */
type Permission = 'yes' | 'no' | 'unavailable';

/** What the exchange says about key and account; null is what could not be read. */
export interface AccountFacts {
  environment: Environment;
  key: {
    spotTrading: Permission;
    futuresTrading: Permission;
    withdrawals: Permission;
    addressRestriction: Permission;
  } | null;
  spotCanTrade: boolean | null;
  futuresCanTrade: boolean | null;
  /** False in hedge mode. */
  oneWayMode: boolean | null;
}

export interface AccountSettings {
  /** The markets that the plans trade on; what concerns another one is not looked at. */
  markets: readonly Market[];
  /** `account`: whatever mode the account is in. */
  positionMode: 'account' | 'oneWay' | 'hedge';
  /** The user knows that the key may withdraw and wants it so. */
  allowWithdrawals: boolean;
}

export interface AccountVerdict {
  /** Empty when orders may be sent. */
  denials: Denial[];
  /** Plain sentences for the user; nothing is held back for them. */
  warnings: string[];
}

/**
 * Whether orders may be sent with this key to this account, decided before the first of them. What
 * an environment cannot say is not required there; what Mainnet does not say is missing, and blocks.
 */
export function checkAccount(facts: AccountFacts, settings: AccountSettings): AccountVerdict {
  const key = checkKey(facts, settings);
  return {
    denials: [...key.denials, ...checkTrading(facts, settings), ...checkMode(facts, settings)],
    warnings: key.warnings,
  };
}

function checkKey(facts: AccountFacts, settings: AccountSettings): AccountVerdict {
  const { environment, key } = facts;
  if (key === null) return { denials: [missing('the permissions of the key')], warnings: [] };
  const isReal = environment === 'mainnet';
  const denials: Denial[] = [];
  const warnings: string[] = [];
  if (isReal && key.withdrawals === 'unavailable') {
    denials.push(missing('whether the key may withdraw'));
  }
  if (isReal && key.withdrawals === 'yes') {
    if (settings.allowWithdrawals) {
      warnings.push('The key may withdraw money; this was allowed in the settings.');
    } else {
      denials.push(denied('KEY_MAY_WITHDRAW', 'switch withdrawals off for this key'));
    }
  }
  if (isReal && key.addressRestriction !== 'yes') {
    warnings.push('The key works from any address; restrict it to the address of this machine.');
  }
  const trading = { spot: key.spotTrading, usdm: key.futuresTrading };
  for (const market of settings.markets) {
    if (isReal && trading[market] === 'unavailable') {
      denials.push(missing(`whether the key may trade on ${NAMES[market]}`));
    }
    if (trading[market] === 'no') {
      denials.push(denied('ACCOUNT_CANNOT_TRADE', `the key may not trade on ${NAMES[market]}`));
    }
  }
  return { denials, warnings };
}

function checkTrading(facts: AccountFacts, settings: AccountSettings): Denial[] {
  const canTrade = { spot: facts.spotCanTrade, usdm: facts.futuresCanTrade };
  return settings.markets.flatMap((market) => {
    if (canTrade[market] === null) return [missing(`whether the ${NAMES[market]} account trades`)];
    if (canTrade[market]) return [];
    return [denied('ACCOUNT_CANNOT_TRADE', `the ${NAMES[market]} account may not trade`)];
  });
}

/** A mode that was chosen is a promise about orders; the account's own is never switched for it. */
function checkMode(facts: AccountFacts, settings: AccountSettings): Denial[] {
  if (!settings.markets.includes('usdm')) return [];
  if (facts.oneWayMode === null) return [missing('the position mode')];
  const actual = facts.oneWayMode ? 'oneWay' : 'hedge';
  const wanted = settings.positionMode;
  if (wanted === 'account' || wanted === actual) return [];
  const message = 'choose the mode of the account, or switch the account while it is flat';
  return [denied('POSITION_MODE', message, { limit: wanted, actual })];
}

const NAMES: Readonly<Record<Market, string>> = { spot: 'spot', usdm: 'USD-M' };

function missing(what: string): Denial {
  return denied('DATA_MISSING', `missing: ${what}`);
}
