import { readBybitFunding } from './bybit/funding';
import { readDvol } from './deribit/dvol';
import { readOptionChain } from './deribit/options';
import { ForeignClient, type ForeignSettings } from './foreignClient';
import type { ForeignSources } from './foreignPort';
import { readOkxFunding } from './okx/funding';

/**
 * The venues behind the port. Nothing is asked before a method is called, and the same question is
 * asked once for as long as this object lives (one run of a node), answered or not.
 */
export function createForeignSources(settings: ForeignSettings): ForeignSources {
  const client = new ForeignClient(settings);
  const okx = once((symbol: string, count: number) => readOkxFunding(client, symbol, count));
  const bybit = once((symbol: string, count: number) => readBybitFunding(client, symbol, count));
  return {
    dvol: once((query) => readDvol(client, query)),
    optionChain: once((currency) => readOptionChain(client, currency)),
    funding: (venue, symbol, count) => (venue === 'okx' ? okx : bybit)(symbol, count),
  };
}

/** Remembers what was asked by its arguments, failures included. */
function once<Question extends unknown[], Answer>(
  ask: (...question: Question) => Promise<Answer>,
): (...question: Question) => Promise<Answer> {
  const asked = new Map<string, Promise<Answer>>();
  return (...question) => {
    const key = JSON.stringify(question);
    const answer = asked.get(key) ?? ask(...question);
    asked.set(key, answer);
    return answer;
  };
}
