import type { World, WorldOptions } from '../world/world';

/** A rule of the product switched off: a text of one source file, found once and replaced. */
export interface Guard {
  file: string;
  find: string;
  replace: string;
}

/** One failure that cost somebody money: what is given, what goes wrong, and what must hold. */
export interface Scenario {
  /** Number in the list of known failures, such as A01. */
  id: string;
  /** Given, fault and what must hold, in one line. */
  title: string;
  /** Throws when something does not hold. The three rules are checked after it. */
  run(world: World): Promise<void>;
  /** The rule that makes it pass: with this replacement it must fail. */
  guard: Guard;
  options?: Pick<WorldOptions, 'symbols'>;
  /** Why journal and exchange may still differ at the end; absent: they must agree. */
  unsettled?: string;
}
