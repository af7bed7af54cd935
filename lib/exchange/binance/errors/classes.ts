/** What a refusal of the exchange means for whoever asked. Each code has one of these per market. */
export const ERROR_CLASSES = {
  unknown: 'The outcome is not known: ask for it, never send again blindly.',
  definite: 'Refused, and nothing happened: decide anew.',
  noIncrease: 'Refused, and nothing happened: open nothing more, reductions go on.',
  transient: 'Not executed: may be sent again after a pause.',
  limit: 'Not executed: nothing of the kind is sent before the window or the ban ends.',
  resync: 'Not executed: read the clock, the rules or the stream anew, then try again.',
  verify: 'As wanted already, or over: ask, and take it for done.',
  configuration: 'Not executed: a setting or the program is wrong; trying again brings the same.',
  halt: 'Stop everything and tell a person.',
} as const;
export type ErrorClass = keyof typeof ERROR_CLASSES;

export interface ErrorRow {
  code: number;
  /** "both" where spot and USD-M mean the same. */
  markets: 'spot' | 'usdm' | 'both';
  class: ErrorClass;
  /** What the code says, shortly. */
  meaning: string;
  /** What is done about it. */
  handling: string;
}

/** Where one code has several meanings: the first pattern that the message matches rules. */
export interface MessageRow {
  code: number;
  markets: ErrorRow['markets'];
  pattern: RegExp;
  class: ErrorClass;
  handling: string;
}

/** What an answer's HTTP status means where its code does not say (reference F1). */
export interface HttpRow {
  status: string;
  text: string;
  class: ErrorClass | 'byCode';
  handling: string;
}
