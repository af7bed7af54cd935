import type { Feed } from './feed';
import { LiveFeed } from './live';
import { RecordedFeed } from './recorded';
import { SyntheticFeed } from './synthetic';
import { ownSymbols, UsdcMarkets } from './usdc-markets';

/** Which market an exchange trades; kept in its file, so that every process opens the same one. */
export type FeedSettings =
  | { name: 'synthetic'; seed: number; symbols?: readonly string[] }
  | { name: 'recorded'; folder: string; symbols: readonly string[] }
  | { name: 'live'; spotUrl: string; usdmUrl: string; symbols: readonly string[] };

const FEEDS_KEPT = 2;
const feeds = new Map<string, Feed>();

function create(settings: FeedSettings, startAt: number): Feed {
  const symbols = settings.symbols === undefined ? undefined : ownSymbols(settings.symbols);
  if (settings.name === 'synthetic') return new SyntheticFeed(settings.seed, startAt, symbols);
  if (settings.name === 'recorded') {
    return new RecordedFeed(settings.folder, symbols ?? [], startAt);
  }
  return new LiveFeed(settings.spotUrl, settings.usdmUrl, symbols ?? [], startAt);
}

/** The feed of these settings, with the USDC markets beside what they list. A feed is a function of them, so the exchanges of one process share it. */
export function openFeed(settings: FeedSettings, startAt: number): Feed {
  const name = `${JSON.stringify(settings)}@${startAt}`;
  const feed = feeds.get(name) ?? new UsdcMarkets(create(settings, startAt));
  feeds.delete(name);
  feeds.set(name, feed);
  for (const oldest of feeds.keys()) {
    if (feeds.size <= FEEDS_KEPT) break;
    feeds.delete(oldest);
  }
  return feed;
}
