import type { PositionMargin, PositionRisk } from '../model/positionRisk';
import { positionMargin } from '../risk/positionMargin';
import { positionRisk } from '../risk/positionRisk';
import type { Session } from '../session/openSession';
import { instrumentsOf } from './gather';
import { marginFacts } from './marginFacts';

/** Margin of the account and of a symbol's positions, ours and foreign ones. Throws as a read. */
export async function readPositionMargin(
  session: Session,
  symbol: string,
): Promise<PositionMargin> {
  const { usdm } = await instrumentsOf(session, symbol);
  const { account, brackets } = await marginFacts(session, usdm);
  return positionMargin(account, usdm.symbol, brackets, session.clocks.exchangeNow());
}

/** How near a symbol's positions are to liquidation, ours and foreign ones. Throws as a read. */
export async function readPositionRisk(session: Session, symbol: string): Promise<PositionRisk> {
  const { usdm } = await instrumentsOf(session, symbol);
  const { account, brackets } = await marginFacts(session, usdm);
  return positionRisk(account, usdm.symbol, brackets, session.clocks.exchangeNow());
}
