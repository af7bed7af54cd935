interface Side {
  quantity: string;
}

/**
 * (bid - ask) / (bid + ask) of the quantities quoted over the best `levels` of each side, -1 to 1,
 * at 6 decimals. Null when nothing is quoted.
 */
export function bookImbalance(
  book: { bids: readonly Side[]; asks: readonly Side[] },
  levels: number,
): number | null {
  const quoted = (side: readonly Side[]): number =>
    side.slice(0, levels).reduce((sum, { quantity }) => sum + Number(quantity), 0);
  const [bid, ask] = [quoted(book.bids), quoted(book.asks)];
  const sum = bid + ask;
  return sum > 0 ? Math.round(((bid - ask) / sum) * 1e6) / 1e6 + 0 : null;
}
