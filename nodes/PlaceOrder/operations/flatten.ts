import type { INodeProperties } from 'n8n-workflow';
import { flattenItem } from '../../../lib/operations/flatten';
import { usedLimits } from '../../../lib/operations/usedLimits';
import { leaseHolder } from '../../shared/identity';
import { completeItem, readItemHead } from '../../shared/items';
import {
  type NumberParameter,
  numberProperty,
  readBoolean,
  readNumber,
  readSymbol,
  readText,
  symbolProperty,
} from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';

const SHOWN_FOR = ['flatten'];
const NO_REASON = 'flattened by hand';

const CHUNK_QUOTE: NumberParameter = {
  name: 'chunkQuote',
  displayName: 'Chunk (Quote Amount)',
  description: 'Value of one order; the two legs go down in turns, a chunk at a time',
  default: 500,
  minimum: 10,
  maximum: 1_000_000,
  decimals: 2,
};
const SLIPPAGE_PCT: NumberParameter = {
  name: 'flattenSlippagePct',
  displayName: 'Slippage Limit (%)',
  description: 'How far a chunk may be paid beyond the best price, percent',
  default: 1,
  minimum: 0.01,
  // The futures market takes no price further than 5 % from the mark.
  maximum: 4,
  decimals: 2,
};
const MAXIMUM_CHUNKS: NumberParameter = {
  name: 'maximumChunks',
  displayName: 'Most Chunks (Count)',
  description: 'Chunks of both legs together; what is left after that is reported',
  default: 200,
  minimum: 1,
  maximum: 2_000,
  decimals: 0,
};

export const flattenProperties: INodeProperties[] = [
  symbolProperty(SHOWN_FOR),
  numberProperty(CHUNK_QUOTE, SHOWN_FOR),
  numberProperty(SLIPPAGE_PCT, SHOWN_FOR),
  numberProperty(MAXIMUM_CHUNKS, SHOWN_FOR),
  {
    displayName: 'Keep Hedged Inventory',
    name: 'keepHedgedInventory',
    type: 'boolean',
    default: false,
    displayOptions: { show: { operation: SHOWN_FOR } },
    description:
      'Whether inventory and its hedge stay as they are, so that only orders and trades are taken down',
  },
  {
    displayName: 'Reason',
    name: 'reason',
    type: 'string',
    default: NO_REASON,
    displayOptions: { show: { operation: SHOWN_FOR } },
    description: 'Why, for the journal: Flatten engages the kill switch with this reason',
  },
];

/** Engages the kill switch, takes both legs down and adds `execution` with what is left of each. */
export const flattenOperation: ItemOperation = {
  latchReason: (context) => readText(context, 'reason', 0) || NO_REASON,
  prepare(context, itemIndex, environment) {
    const head = readItemHead(context, itemIndex, environment);
    const symbol = head.symbol ?? readSymbol(context, itemIndex);
    const reason = readText(context, 'reason', itemIndex);
    const settings = {
      chunkQuote: String(readNumber(context, CHUNK_QUOTE, itemIndex)),
      slippagePct: readNumber(context, SLIPPAGE_PCT, itemIndex),
      maximumChunks: readNumber(context, MAXIMUM_CHUNKS, itemIndex),
      keepHedgedInventory: readBoolean(context, 'keepHedgedInventory', itemIndex),
      reason: reason === '' ? NO_REASON : reason,
      holder: leaseHolder(context, itemIndex),
    };
    return async (session) => {
      const item = completeItem({}, symbol, session);
      const { execution } = await flattenItem(session, item, settings);
      return { ...item, execution, limits: usedLimits(session) };
    };
  },
};
