import { figure } from '../../accounting/sums';
import { decimal } from '../../model/decimal';
import type { FundingRecord, TransferRecord } from '../port';
import { addToBooks } from './books';
import { type Database, sql } from './database';

/** Books funding once each: the same payment from another source changes nothing (I07). */
export function bookFunding(database: Database, payments: readonly FundingRecord[]): number {
  return database.write(() => {
    let added = 0;
    for (const payment of payments) {
      const isNew = database.run(
        sql
          .insertInto('funding_payments')
          .values({
            transaction_id: payment.transactionId,
            symbol: payment.symbol,
            amount_quote: payment.amountQuote,
            asset: payment.asset,
            paid_at: payment.paidAt,
          })
          .onConflict((conflict) => conflict.doNothing()),
      );
      if (isNew === 0) continue;
      sumFunding(database, payment);
      added += 1;
    }
    return added;
  });
}

/** Takes one payment into the sums. */
export function sumFunding(
  database: Database,
  payment: Omit<FundingRecord, 'transactionId'>,
): void {
  const amount = decimal(payment.amountQuote);
  addToBooks(
    database,
    { wallet: 'usdm', symbol: payment.symbol, owner: 'own' },
    new Map([
      [figure.flow(payment.asset), amount],
      [figure.funding(payment.asset), amount],
      [figure.fundings, decimal('1')],
    ]),
    payment.paidAt,
  );
}

/** Moves between spot and the futures wallet: what one receives, the other gave. */
const BETWEEN_OUR_WALLETS = 'TRANSFER';

/** Books transfers once each. */
export function bookTransfers(database: Database, transfers: readonly TransferRecord[]): number {
  return database.write(() => {
    let added = 0;
    for (const { transactionId, type, amount, asset, at } of transfers) {
      const isNew = database.run(
        sql
          .insertInto('transfers')
          .values({
            key: transferKey({ transactionId, type, amount, asset, at }),
            type,
            amount,
            asset,
            at,
          })
          .onConflict((conflict) => conflict.doNothing()),
      );
      if (isNew === 0) continue;
      added += 1;
      const received = decimal(amount);
      const wallets = [
        { wallet: 'usdm', change: received },
        ...(type === BETWEEN_OUR_WALLETS
          ? [{ wallet: 'spot', change: received.negated() } as const]
          : []),
      ] as const;
      for (const { wallet, change } of wallets) {
        addToBooks(
          database,
          { wallet, symbol: '', owner: 'own' },
          new Map([
            [figure.flow(asset), change],
            [figure.transfer(asset), change],
            [figure.transfers, decimal('1')],
          ]),
          at,
        );
      }
    }
    return added;
  });
}

/** Some transfers carry "0" in place of a number of their own. */
function transferKey({ transactionId, type, amount, asset, at }: TransferRecord): string {
  const name = `${type}/${transactionId}`;
  return transactionId === '0' ? `${name}/${at}/${asset}/${amount}` : name;
}
