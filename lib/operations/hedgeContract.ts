import { decimal } from '../model/decimal';
import { ConfigurationError, TransientError } from '../model/errors';
import type { Instrument } from '../model/instrument';
import { conversionRate } from '../observation/conversion';
import type { Session } from '../session/openSession';
import { giveBackLease, takeLease } from '../supervision/leases';
import { instrumentOf } from './gather';

/** What a person chose, and who acts for them. */
export interface ContractChoice {
  contract: string;
  /** Names this execution's lease; it never repeats. */
  holder: string;
}

/**
 * The contract that hedges the symbol, after putting the chosen one, if any, in force. It must be of the same
 * base asset, and what it is margined with must have a price in the symbol's quote. Throws
 * ConfigurationError where it cannot be chosen, above all while something of ours stands on the one
 * before, and TransientError while another execution works on the base asset.
 */
export async function hedgeContractOf(
  session: Session,
  symbol: string,
  choice: ContractChoice | null,
): Promise<string> {
  const { journal, exchange, clocks } = session;
  const current = journal.hedgeContract(symbol);
  if (choice === null || choice.contract === current) return current;
  const { contract } = choice;
  const spot = await instrumentOf(session, 'spot', symbol);
  const chosen = await instrumentOf(session, 'usdm', contract);
  if (chosen.baseAsset !== spot.baseAsset) {
    throw new ConfigurationError(
      `The contract ${contract} is of ${chosen.baseAsset}, not of ${spot.baseAsset}: it cannot hedge ${symbol}.`,
      `Choose a USD-M contract of ${spot.baseAsset}.`,
    );
  }
  if (!chosen.trading) {
    throw new ConfigurationError(
      `The contract ${contract} does not trade now: it cannot hedge ${symbol}.`,
      `Choose a USD-M contract of ${spot.baseAsset} that trades.`,
    );
  }
  await conversionRate(chosen.quoteAsset, spot.quoteAsset, exchange);
  await assertMargin(session, chosen);
  const lease = takeLease(journal, spot.baseAsset, choice.holder, clocks.hostNow);
  if (!lease) {
    throw new TransientError(
      `The hedge contract of ${symbol} cannot be changed while another execution works on ${spot.baseAsset}.`,
      'Run the workflow again when it is done.',
    );
  }
  try {
    const [trade] = journal.tradePositions(contract);
    if (trade) {
      throw new ConfigurationError(
        `The contract ${contract} carries a trade of "${trade.strategy}": it cannot hedge ${symbol} as well.`,
        'A contract carries either a hedge or a trade. Close the trade first, or choose another contract.',
      );
    }
    const refused = journal.chooseHedgeContract(symbol, contract, clocks.hostNow());
    if (refused) {
      if (refused.contract === contract) {
        throw new ConfigurationError(
          `${refused.standing} of ours already stands on ${contract}, of another symbol: it cannot hedge ${symbol} as well.`,
          'Choose another contract, or flatten the other symbol first.',
        );
      }
      throw new ConfigurationError(
        `${symbol} is hedged on ${refused.contract}, where ${refused.standing} of ours still stands: ${contract} was not chosen.`,
        `Flatten ${symbol} first, or name ${refused.contract} as the hedge contract.`,
      );
    }
    journal.recordEvent(
      'hedgeContractChosen',
      { symbol, contract, before: current },
      clocks.hostNow(),
    );
    return contract;
  } finally {
    giveBackLease(journal, lease);
  }
}

/** Without any margin no hedge can follow a buy that fills. */
async function assertMargin(
  { exchange }: Session,
  { symbol, quoteAsset }: Instrument,
): Promise<void> {
  const { wallets } = await exchange.futuresAccount();
  const wallet = wallets.find(({ asset }) => asset === quoteAsset);
  if (wallet && decimal(wallet.availableBalance).isPositive()) return;
  throw new ConfigurationError(
    `The futures wallet holds no free ${quoteAsset}, with which ${symbol} is margined: nothing could be hedged on it.`,
    `Move ${quoteAsset} into the futures wallet, then run the workflow again.`,
  );
}
