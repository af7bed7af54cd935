/** The best price of a side and what is quoted there. */
export interface BestQuote {
  price: number;
  quantity: number;
}

/**
 * The middle weighted by the quantity of the other side: (bid x ask quantity + ask x bid quantity) /
 * (bid quantity + ask quantity). A large bid pulls it towards the ask.
 */
export function microprice(bid: BestQuote, ask: BestQuote): number {
  const quantity = bid.quantity + ask.quantity;
  if (!(quantity > 0)) return (bid.price + ask.price) / 2;
  return (bid.price * ask.quantity + ask.price * bid.quantity) / quantity;
}
