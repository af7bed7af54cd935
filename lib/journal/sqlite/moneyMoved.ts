import { figure } from '../../accounting/sums';
import { type Decimal, decimal } from '../../model/decimal';
import type { Market } from '../../model/terms';
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
/** Money that was the owner's before or is afterwards (reference H); every other type is a result. */
const TRANSFER_TYPES: ReadonlySet<string> = new Set([
  BETWEEN_OUR_WALLETS,
  'INTERNAL_TRANSFER',
  'CROSS_COLLATERAL_TRANSFER',
  'STRATEGY_UMFUTURES_TRANSFER',
  'COIN_SWAP_DEPOSIT',
  'COIN_SWAP_WITHDRAW',
  'AUTO_EXCHANGE',
]);

/** Books what moved the futures wallet beside trades and funding, once each. */
export function bookTransfers(database: Database, transfers: readonly TransferRecord[]): number {
  return database.write(() => {
    let added = 0;
    for (const transfer of transfers) {
      const { type, amount, asset, at } = transfer;
      const isNew = database.run(
        sql
          .insertInto('transfers')
          .values({ key: transferKey(transfer), type, amount, asset, at })
          .onConflict((conflict) => conflict.doNothing()),
      );
      if (isNew === 0) continue;
      added += 1;
      const received = decimal(amount);
      move(database, 'usdm', transfer, received);
      if (type === BETWEEN_OUR_WALLETS) move(database, 'spot', transfer, received.negated());
    }
    return added;
  });
}

function move(
  database: Database,
  wallet: Market,
  { type, asset, at }: TransferRecord,
  change: Decimal,
): void {
  const additions = new Map([[figure.flow(asset), change]]);
  if (TRANSFER_TYPES.has(type)) {
    additions.set(figure.transfer(asset), change);
    // Between our own wallets it is one transfer with two sides.
    if (wallet === 'usdm') additions.set(figure.transfers, decimal('1'));
  } else additions.set(figure.other(asset), change);
  addToBooks(database, { wallet, symbol: '', owner: 'own' }, additions, at);
}

/** Some transfers carry "0" in place of a number of their own. */
function transferKey({ transactionId, type, amount, asset, at }: TransferRecord): string {
  const name = `${type}/${transactionId}`;
  return transactionId === '0' ? `${name}/${at}/${asset}/${amount}` : name;
}
