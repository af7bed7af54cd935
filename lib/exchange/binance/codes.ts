/** Error codes of the exchange by what they mean for us (reference F2; S spot, F futures). */

/** Rate limits: not executed. */
export const LIMIT_CODES: ReadonlySet<number> = new Set([-1003, -1015, -1034]);

/** Failed for certain, and may work at once: internal error, overloaded. */
export const NOT_EXECUTED_CODES: ReadonlySet<number> = new Set([-1001, -1008]);

/** The request's timestamp was refused: surely not executed. */
export const TIMESTAMP_CODE = -1021;

/** Keys, signature and permissions. */
export const KEY_CODES: ReadonlySet<number> = new Set([-1002, -1022, -1099, -2014, -2015, -2017]);

export const UNKNOWN_SYMBOL_CODE = -1121;

/** The order is not known, or not any more. */
export const NO_SUCH_ORDER_CODE = -2013;

/** Cancels: no such open order (-2026 is an archived one on spot). */
export const NOT_OPEN_CODES: ReadonlySet<number> = new Set([-2011, NO_SUCH_ORDER_CODE, -2026]);

/** The client order id is in use, possibly by this very order (futures; spot says it in words). */
const DUPLICATE_CODE = -4116;
const NEW_ORDER_REJECTED_CODE = -2010;

/** Codes of class U: the order may or may not have been executed. */
const UNKNOWN_CODES: ReadonlySet<number> = new Set([-1000, -1006, -1007, -1010, -4083, -4117]);

/** Codes and ranges of codes of classes D and B, and -5028, which is definite as well. */
const DEFINITE_CODES: readonly (readonly [number, number])[] = [
  [-1002, -1002],
  [-1014, -1013],
  [-1016, -1016],
  [-1020, -1020],
  [-1022, -1022],
  [-1099, -1099],
  [-1108, -1100],
  [-1112, -1111],
  [-1117, -1114],
  [-1122, -1120],
  [-1128, -1127],
  [-1130, -1130],
  [-1220, -1220],
  [-2010, -2010],
  [-2028, -2014],
  [-2039, -2038],
  [-4005, -4001],
  [-4016, -4013],
  [-4021, -4021],
  [-4024, -4023],
  [-4028, -4028],
  [-4032, -4031],
  [-4045, -4045],
  [-4055, -4047],
  [-4062, -4060],
  [-4068, -4067],
  [-4082, -4082],
  [-4088, -4087],
  [-4109, -4105],
  [-4118, -4118],
  [-4120, -4120],
  [-4131, -4130],
  [-4135, -4135],
  [-4138, -4137],
  [-4142, -4140],
  [-4161, -4161],
  [-4165, -4164],
  [-4172, -4167],
  [-4184, -4183],
  [-4192, -4192],
  [-4211, -4202],
  [-4403, -4400],
  [-4509, -4509],
  [-4531, -4531],
  [-5022, -5021],
  [-5029, -5024],
  [-5041, -5037],
  [-5043, -5043],
];

/** True when the client order id is already taken: the order must be asked for. */
export function isDuplicate(code: number, message: string): boolean {
  if (code === DUPLICATE_CODE) return true;
  return code === NEW_ORDER_REJECTED_CODE && /duplicate order/i.test(message);
}

/**
 * True when a refusal with this code surely left nothing behind. A code that the reference does not
 * list is not definite: asking costs one request, a wrong guess costs an order.
 */
export function isDefinite(code: number): boolean {
  if (UNKNOWN_CODES.has(code)) return false;
  return DEFINITE_CODES.some(([lowest, highest]) => code >= lowest && code <= highest);
}
