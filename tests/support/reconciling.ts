import type { Journal } from '../../lib/journal/port';
import type { Clock } from '../../lib/model/clock';
import type { Finding } from '../../lib/model/item';
import {
  DEFAULT_POLICY,
  type PassDeps,
  type Protector,
  type SymbolPass,
} from '../../lib/reconciliation/pass';
import { reconcile } from '../../lib/reconciliation/reconcile';
import { Sightings } from '../../lib/reconciliation/sightings';
import { FUTURES, SPOT } from './samples';
import type { ScriptedExchange } from './scriptedExchange';

/** No trade is protected in a test that does not say so. */
export const noProtector: Protector = {
  protect: async () => ({ kind: 'unprotected', why: 'not part of this test' }),
  close: async ({ quantity }) => quantity,
  cancel: async () => false,
};

export interface TestPass {
  exchange: ScriptedExchange;
  journal: Journal;
  hostNow: Clock;
  exchangeNow?: Clock;
  policy?: PassDeps['policy'];
  change?: Partial<SymbolPass>;
}

/** One pass over BTCUSDT as Reconcile makes it: answers the findings that are told. */
export async function passOver(test: TestPass): Promise<Finding[]> {
  const { exchange, journal, hostNow } = test;
  const pass: SymbolPass = {
    symbol: 'BTCUSDT',
    instruments: { spot: SPOT, usdm: FUTURES },
    earlierContracts: [],
    isFull: false,
    sightings: new Sightings(),
    keepLease: () => true,
    protector: noProtector,
    ...test.change,
  };
  await reconcile([pass], {
    exchange,
    journal,
    hostNow,
    exchangeNow: test.exchangeNow ?? hostNow,
    policy: test.policy ?? DEFAULT_POLICY,
  });
  const { sightings } = pass;
  return journal.noteSightings(sightings.list(), sightings.checkedSubjects(), hostNow());
}
