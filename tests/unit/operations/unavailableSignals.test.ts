import { HaltError, TransientError } from '../../../lib/model/errors';
import { itemSchema } from '../../../lib/model/item';
import {
  compositeVolatility,
  DEFAULT_VOLATILITY,
} from '../../../lib/operations/compositeVolatility';
import { DEFAULT_ENSEMBLE, ensembleConviction } from '../../../lib/operations/ensembleConviction';
import { DEFAULT_MULTI_TIMEFRAME, multiTimeframe } from '../../../lib/operations/multiTimeframe';
import { DEFAULT_ENTRY_FILTER } from '../../../lib/regime/ensemble/percentile';
import { itemOf, type RiskWorld, riskWorld } from '../../support/riskSession';

const HOUR_MS = 3_600_000;

/** A signal stands in the loop before the hedge: it may be missing, and must not stop what is behind it. */
describe('signals whose candles cannot be read', () => {
  let world: RiskWorld;
  beforeEach(() => {
    world = riskWorld();
  });
  afterEach(() => world.dispose());

  const every = async () => {
    const { session } = world;
    const ensemble = { ...DEFAULT_ENSEMBLE, ...DEFAULT_ENTRY_FILTER };
    const one = await compositeVolatility(session, itemOf('grid'), DEFAULT_VOLATILITY);
    const two = await multiTimeframe(session, one, DEFAULT_MULTI_TIMEFRAME);
    return ensembleConviction(session, two, ensemble);
  };
  const allUnavailable = (reason: RegExp) => ({
    volatility: { status: 'unavailable', reason: expect.stringMatching(reason) },
    multiTimeframe: { status: 'unavailable', reason: expect.stringMatching(reason) },
    ensemble: {
      status: 'unavailable',
      reason: expect.stringMatching(reason),
      entryPercentile: DEFAULT_ENTRY_FILTER.entryPercentile,
    },
  });

  it('are unavailable where the exchange does not answer, and the item goes on', async () => {
    world.exchange.candles = () => Promise.reject(new TransientError('No answer.', 'Wait.'));
    const item = await every();
    expect(item.signals).toMatchObject(allUnavailable(/No answer/));
    expect(itemSchema.parse(item).plans).toHaveLength(1);
  });

  it('are unavailable on candles that are too old', async () => {
    const { candles } = world.exchange;
    world.exchange.candles = async (query) =>
      (await candles(query)).filter(
        ({ closeAt }) => closeAt < world.session.clocks.exchangeNow() - 100 * HOUR_MS,
      );
    const { signals } = await every();
    expect(signals).toMatchObject(allUnavailable(/too old/));
  });

  it('let a ban through', async () => {
    world.exchange.candles = () => Promise.reject(new HaltError('Banned.', 'Wait.'));
    await expect(every()).rejects.toThrow(HaltError);
  });
});
