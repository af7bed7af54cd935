import type { ForeignSources } from '../../lib/exchange/foreignPort';

const refuse = (): Promise<never> => Promise.reject(new Error('no other venue may be asked here'));

/** Other venues, for worlds in which nobody may ask them. */
export const NO_FOREIGN: ForeignSources = { dvol: refuse, optionChain: refuse, funding: refuse };
