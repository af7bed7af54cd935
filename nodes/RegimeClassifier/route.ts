import { type IExecuteFunctions, type INodeExecutionData, NodeConnectionTypes } from 'n8n-workflow';
import { itemSchema } from '../../lib/model/item';
import type { RegimeLabel } from '../../lib/model/regime';
import { inputJson, problemOf } from '../shared/items';
import { withKeys } from '../shared/runItems';

/** The outputs of Route from top to bottom. */
const ROUTES: readonly { label: RegimeLabel; displayName: string }[] = [
  { label: 'TREND', displayName: 'Trend' },
  { label: 'RANGE', displayName: 'Range' },
  { label: 'BREAKOUT', displayName: 'Breakout' },
  { label: 'NO_TRADE', displayName: 'No Trade' },
];

const routedOutputs = ROUTES.map(({ displayName }) => ({
  type: NodeConnectionTypes.Main,
  displayName,
}));

/** The node's outputs as n8n's editor and engine work them out: Route has one for each regime. */
export const OUTPUTS_EXPRESSION =
  `={{ $parameter["operation"] === "route" ? ${JSON.stringify(routedOutputs)} : ["${NodeConnectionTypes.Main}"] }}` as const;

/**
 * Sends every item to the output of its regime's label, and says why under `route`. An item whose
 * regime is missing or not usable goes to No Trade: what is not known is not traded. Asks nothing
 * of the exchange or the journal.
 */
export function routeByRegime(context: IExecuteFunctions): INodeExecutionData[][] {
  const items = context.getInputData().map((_, itemIndex) => {
    const route = routeOf(context, itemIndex);
    return { route, item: withKeys(context, itemIndex, { route }) };
  });
  // An agent sees one output only.
  if (context.isToolExecution()) return [items.map(({ item }) => item)];
  return ROUTES.map(({ label }) =>
    items.filter(({ route }) => route.label === label).map(({ item }) => item),
  );
}

interface Route {
  label: RegimeLabel;
  reason: string;
}

const regimePartSchema = itemSchema.pick({ regime: true });

function routeOf(context: IExecuteFunctions, itemIndex: number): Route {
  const noTrade = (reason: string): Route => ({ label: 'NO_TRADE', reason });
  const problem = problemOf(context, itemIndex);
  if (problem !== null) return noTrade(problem);
  const parsed = regimePartSchema.safeParse(inputJson(context, itemIndex));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return noTrade(`the regime cannot be read: ${issue?.path.join('.') ?? 'regime'}`);
  }
  const { regime } = parsed.data;
  if (!regime) return noTrade('the item has no regime: put Classify Regime before this node');
  return { label: regime.label, reason: regime.reason };
}
