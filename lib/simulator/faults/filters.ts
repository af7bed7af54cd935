import { parseDecimal } from '../engine/decimal';
import { ApiError } from '../engine/errors';
import type { RuleChanges } from '../engine/symbols';
import { putRulesInForce, SPOT_SYMBOLS, spotRules, usdmRules } from '../engine/symbols';
import type { RuleChange } from './model';

/** `rules` with the values of `set`; a decimal text where the rule is an amount. -1130 for a name or type it has not. */
function changed<T extends object>(rules: T, set: RuleChange['set']): T {
  const next = { ...rules };
  for (const [name, value] of Object.entries(set)) {
    const before: unknown = Reflect.get(rules, name);
    let after: unknown = value;
    if (typeof before === 'bigint') after = parseDecimal(String(value));
    const fits = after !== undefined && typeof after === typeof before;
    if (!fits) throw new ApiError(-1130, `${name} is no rule of this kind.`);
    Reflect.set(next, name, after);
  }
  return next;
}

/** The rules that hold after all changes, in order; -1130 when one does not fit. */
export function rulesAfter(changes: readonly RuleChange[]): RuleChanges {
  const spot: Record<string, NonNullable<ReturnType<typeof spotRules>>> = {};
  const usdm: Record<string, NonNullable<ReturnType<typeof usdmRules>>> = {};
  putRulesInForce(undefined, SPOT_SYMBOLS);
  for (const { market, symbol, set } of changes) {
    if (market === 'spot') {
      const rules = spot[symbol] ?? spotRules(symbol);
      if (rules === undefined) throw new ApiError(-1121, 'Invalid symbol.');
      spot[symbol] = changed(rules, set);
    } else {
      const rules = usdm[symbol] ?? usdmRules(symbol);
      if (rules === undefined) throw new ApiError(-1121, 'Invalid symbol.');
      usdm[symbol] = changed(rules, set);
    }
  }
  return { spot, usdm };
}
