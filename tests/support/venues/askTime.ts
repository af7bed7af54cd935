import { createBinanceExchange } from '../../../lib/exchange/binance';

/** A program of its own: asks Mainnet for the time as the product does, and prints what came of it. */
const exchange = createBinanceExchange({
  environment: 'mainnet',
  apiKey: '',
  apiSecret: '',
  hostNow: Date.now,
  requestDeadlineMs: 2_000,
});
exchange
  .serverTime()
  .then(
    () => 'answered',
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : 'failed'),
  )
  .then((outcome) => process.stdout.write(outcome));
