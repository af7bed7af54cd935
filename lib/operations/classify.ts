import { candlesHash } from '../market/candles';
import { TransientError } from '../model/errors';
import type { Item } from '../model/item';
import { classifyRegime, type RegimeSettings } from '../regime/classify';
import type { Session } from '../session/openSession';
import { required } from './gather';

/** Adds `regime`, folded over the closed candles that the item's market part refers to. */
export function classify(session: Session, item: Item, settings: RegimeSettings): Item {
  const { candles: reference } = required(item, 'market');
  const { journal, clocks } = session;
  const candles = journal.candles(
    'spot',
    item.symbol,
    reference.interval,
    reference.from,
    reference.to,
  );
  if (candlesHash(candles) !== reference.hash) {
    throw new TransientError(
      `The candles of ${item.symbol} in the journal are not the ones the item refers to.`,
      'Run the workflow from its trigger, so that data and decision belong together.',
    );
  }
  const regime = classifyRegime(item.symbol, reference.interval, candles, settings);
  journal.saveRegime(regime, clocks.exchangeNow());
  return { ...item, regime };
}
