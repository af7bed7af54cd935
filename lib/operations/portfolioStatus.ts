import { NO_BRAKES } from '../model/brakes';
import { decimal } from '../model/decimal';
import type { PortfolioStatus } from '../model/portfolio';
import { observeAccount } from '../observation/account';
import { drawdownsPct } from '../risk/drawdown';
import { positionMargin } from '../risk/positionMargin';
import type { Session } from '../session/openSession';
import { type ArmedSubject, armedSince } from '../supervision/arming';
import { instrumentsOf } from './gather';
import { marginFacts } from './marginFacts';

/** The account at a glance; nothing is changed. Throws as a read. */
export async function readPortfolioStatus(
  session: Session,
  symbol: string,
  subject: ArmedSubject,
): Promise<PortfolioStatus> {
  const { exchange, journal, clocks, account } = session;
  const instruments = await instrumentsOf(session, symbol);
  const [{ snapshot, markPrice }, { account: marginAccount, brackets }] = await Promise.all([
    observeAccount(instruments, { exchange, journal, exchangeNow: clocks.exchangeNow, account }),
    marginFacts(session, instruments.usdm),
  ]);
  const margin = positionMargin(
    marginAccount,
    instruments.usdm.symbol,
    brackets,
    snapshot.observedAt,
  );
  const watch = journal.equityWatch();
  const equity = decimal(snapshot.equityQuote);
  const { baseAsset: ownAsset } = instruments.spot;
  const assets = journal.managedAssets().map(({ baseAsset, quantity, mark }) => {
    const price = baseAsset === ownAsset ? markPrice : (mark?.price ?? null);
    const value = price === null ? null : decimal(quantity).times(decimal(price));
    const position = journal.ownQuantity('usdm', baseAsset);
    return {
      baseAsset,
      inventory: quantity,
      position,
      delta: decimal(quantity).plus(decimal(position)).toString(),
      valueQuote: value?.roundedHalfEven(8).toString() ?? null,
      exposureFraction:
        value === null || !equity.isPositive() ? null : value.dividedBy(equity).toNumber(),
    };
  });
  return {
    version: 1,
    observedAt: snapshot.observedAt,
    account,
    equityQuote: snapshot.equityQuote,
    drawdownPct: watch && drawdownsPct(watch),
    brakes: watch?.brakes ?? NO_BRAKES,
    latches: journal.latches(),
    breakers: journal.breakers(),
    margin: {
      maintenanceMarginRatioPct: margin.maintenanceMarginRatioPct,
      level: margin.level,
      freeMarginFraction: margin.freeMarginFraction,
    },
    assets,
    openOrders: journal.allUnfinishedOrders().length,
    armed: armedSince(journal, subject) !== null,
  };
}
