import type { z } from 'zod';
import { ConfigurationError } from '../../model/errors';
import type { Instrument } from '../../model/instrument';
import type { Market } from '../../model/terms';
import type { BinanceConnection } from './connection';
import { spotInstrument, usdmInstrument } from './instruments';
import { publicRequest } from './marketData';
import { parseAnswer } from './schemas/common';
import { exchangeInfoSchema, spotSymbolSchema, usdmSymbolSchema } from './schemas/market';

type ExchangeInfo = z.infer<typeof exchangeInfoSchema>;

/** One download serves this long, unless a refusal says that the rules have changed. */
const SHARED_FOR_MS = 60_000;

/** The trading rules of the symbols of both markets. */
export class TradingRules {
  /** USD-M answers with all symbols whatever is asked, 1.1 MB: those who ask together share it. */
  private usdm: { answer: Promise<ExchangeInfo>; startedAt: number } | null = null;

  constructor(private readonly connection: BinanceConnection) {}

  /**
   * The rules of the named symbols, in their order. Throws ConfigurationError for an unknown symbol
   * or one whose rules are not as documented.
   */
  async of(market: Market, symbols: readonly string[]): Promise<Instrument[]> {
    if (symbols.length === 0) return [];
    const request = publicRequest(market, 'exchangeInfo', {});
    const answer = market === 'usdm' ? await this.usdmInfo() : await this.spotInfo(symbols);
    const rows = new Map(answer.symbols.map((row) => [row.symbol, row]));
    return symbols.map((symbol) => {
      const row = rows.get(symbol);
      if (row === undefined) {
        throw new ConfigurationError(
          `${symbol} is not a symbol of the ${market === 'spot' ? 'spot' : 'USD-M'} market.`,
          'Choose a symbol that this market trades.',
        );
      }
      return market === 'spot'
        ? spotInstrument(parseAnswer(spotSymbolSchema, row, request))
        : usdmInstrument(parseAnswer(usdmSymbolSchema, row, request));
    });
  }

  /** An order broke a rule: the ones in use may be old, so the next question asks anew. */
  forget(): void {
    this.usdm = null;
  }

  private spotInfo(symbols: readonly string[]): Promise<ExchangeInfo> {
    const [only] = symbols;
    const one = symbols.length === 1 && only !== undefined;
    const params: Record<string, string> = one
      ? { symbol: only }
      : { symbols: JSON.stringify(symbols) };
    return this.connection.read(publicRequest('spot', 'exchangeInfo', params), exchangeInfoSchema);
  }

  private usdmInfo(): Promise<ExchangeInfo> {
    const hostNow = this.connection.hostNow();
    const ageMs = this.usdm === null ? SHARED_FOR_MS : hostNow - this.usdm.startedAt;
    if (this.usdm !== null && ageMs >= 0 && ageMs < SHARED_FOR_MS) return this.usdm.answer;
    const request = publicRequest('usdm', 'exchangeInfo', {});
    const answer = this.connection.read(request, exchangeInfoSchema);
    const download = { answer, startedAt: hostNow };
    this.usdm = download;
    // A download that failed is not kept for the next minute.
    answer.catch(() => {
      if (this.usdm === download) this.usdm = null;
    });
    return answer;
  }
}
