import { z } from 'zod';
import { bookPressureSchema } from '../../../lib/model/bookPressure';
import { breakerLatchSchema, breakerNameSchema, BREAKERS } from '../../../lib/model/breaker';
import { ensembleSchema } from '../../../lib/model/ensemble';
import { indicatorTableSchema } from '../../../lib/model/indicatorTable';
import {
  FINDING_CODES,
  findingSchema,
  itemSchema,
  marketSnapshotSchema,
} from '../../../lib/model/item';
import { type MarketData, marketDataSchema } from '../../../lib/model/marketData';
import { multiTimeframeSchema } from '../../../lib/model/multiTimeframe';
import { priceLevelsSchema } from '../../../lib/model/priceLevels';
import { compositeVolatilitySchema } from '../../../lib/model/volatility';
import {
  positionMarginSchema,
  positionRiskSchema,
  safePositionSizeSchema,
} from '../../../lib/model/positionRisk';
import { portfolioStatusSchema } from '../../../lib/model/portfolio';
import { regimeLabelSchema } from '../../../lib/model/regime';
import { DENIAL_CODES, denialCodeSchema } from '../../../lib/model/verdict';
import { shownSchema } from './shownSchema';

const killSwitchSchema = z.object({
  killSwitch: z.object({ engaged: z.boolean(), reason: z.string().nullable() }),
});
const pauseSchema = z.object({
  pause: z.object({ paused: z.boolean(), reason: z.string().nullable() }),
});
const breakerResetSchema = z.object({
  breakerReset: z.object({
    reset: z.array(breakerLatchSchema),
    latched: z.array(breakerLatchSchema),
  }),
});
const armingSchema = z.object({
  arming: z.object({
    armed: z.boolean(),
    account: z.string(),
    workflow: z.string(),
    armedAt: z.number().nullable(),
  }),
});
/** The part under `marketData` by operation of Binance Market Data. */
const MARKET_DATA_PARTS = {
  candles: 'candles',
  orderBook: 'orderBook',
  recentTrades: 'recentTrades',
  dayStatistics: 'dayStatistics',
  markAndIndex: 'markAndIndex',
  funding: 'funding',
  openInterest: 'openInterest',
  longShortRatios: 'longShort',
  takerFlow: 'takerFlow',
  fees: 'fees',
  leverageBrackets: 'leverageBrackets',
  dvol: 'dvol',
  optionSummary: 'options',
  outsideSeries: 'outsideSeries',
  venueFunding: 'venueFunding',
} as const;
const headSchema = itemSchema.pick({ symbol: true, at: true, environment: true });
/** What an operation of Binance Market Data adds: its own part, for certain. */
const marketDataOf = (part: Exclude<keyof MarketData, 'version'>) =>
  headSchema.extend({
    marketData: z.object({
      version: z.literal(1),
      [part]: marketDataSchema.shape[part].unwrap(),
    }),
  });
/** The item with one part of its signals, as it is when it is there. */
const withSignals = (parts: z.ZodRawShape): z.ZodType =>
  headSchema.extend({ signals: z.object({ version: z.literal(1), ...parts }) });
const classified = itemSchema
  .pick({ symbol: true, at: true, environment: true, account: true, market: true, regime: true })
  .required({ market: true, regime: true });
const planned = itemSchema.required({ account: true, market: true, regime: true, plans: true });
const executionSchema = itemSchema.shape.execution.unwrap();
const releasedSchema = z.array(
  z.object({ clientOrderId: z.string(), released: z.boolean(), why: z.string() }),
);
const residualSchema = z.object({ inventory: z.string(), position: z.string() });

/** What the nodes that plan, check and place put out, by the file that tells n8n's editor. */
const OUTPUTS: Readonly<Record<string, z.ZodType>> = {
  'Reconcile/__schema__/v1.0.0/reconcileAccount.json': itemSchema
    .pick({ symbol: true, at: true, environment: true, account: true, findings: true })
    .required({ findings: true })
    .extend({ problem: z.string().optional() }),
  'Reconcile/__schema__/v1.0.0/releaseLost.json': headSchema.extend({ released: releasedSchema }),
  'BinanceMarketData/__schema__/v1.0.0/snapshot.json': headSchema.extend({
    market: marketSnapshotSchema,
  }),
  ...Object.fromEntries(
    Object.entries(MARKET_DATA_PARTS).map(([operation, part]) => [
      `BinanceMarketData/__schema__/v1.0.0/${operation}.json`,
      marketDataOf(part),
    ]),
  ),
  'RegimeClassifier/__schema__/v1.0.0/multiTimeframe.json': withSignals({
    multiTimeframe: multiTimeframeSchema,
    priceLevels: priceLevelsSchema,
  }),
  'RegimeClassifier/__schema__/v1.0.0/ensemble.json': withSignals({
    multiTimeframe: multiTimeframeSchema,
    ensemble: ensembleSchema,
  }),
  'RegimeClassifier/__schema__/v1.0.0/indicators.json': withSignals({
    indicators: indicatorTableSchema,
  }),
  'RegimeClassifier/__schema__/v1.0.0/volatility.json': withSignals({
    volatility: compositeVolatilitySchema,
  }),
  'RegimeClassifier/__schema__/v1.0.0/pressure.json': withSignals({
    bookPressure: bookPressureSchema,
  }),
  'RegimeClassifier/__schema__/v1.0.0/classify.json': classified,
  'RegimeClassifier/__schema__/v1.0.0/route.json': classified.extend({
    route: z.object({ label: regimeLabelSchema, reason: z.string() }),
  }),
  'GridPlanner/__schema__/v1.0.0/planGrid.json': planned,
  'GridPlanner/__schema__/v1.0.0/planHedge.json': planned,
  'RiskCheck/__schema__/v1.0.0/checkPlans.json': planned.required({ risk: true }),
  'RiskCheck/__schema__/v1.0.0/setKillSwitch.json': killSwitchSchema,
  'RiskCheck/__schema__/v1.0.0/positionMargin.json': headSchema.extend({
    positionMargin: positionMarginSchema,
  }),
  'RiskCheck/__schema__/v1.0.0/positionRisk.json': headSchema.extend({
    positionRisk: positionRiskSchema,
  }),
  'RiskCheck/__schema__/v1.0.0/safePositionSize.json': headSchema.extend({
    safePositionSize: safePositionSizeSchema,
  }),
  'RiskCheck/__schema__/v1.0.0/portfolioStatus.json': headSchema.extend({
    portfolio: portfolioStatusSchema,
  }),
  'RiskCheck/__schema__/v1.0.0/pause.json': pauseSchema,
  'RiskCheck/__schema__/v1.0.0/resume.json': pauseSchema,
  'RiskCheck/__schema__/v1.0.0/resetBreaker.json': breakerResetSchema,
  'RiskCheck/__schema__/v1.0.0/armLive.json': armingSchema,
  'RiskCheck/__schema__/v1.0.0/disarmLive.json': armingSchema,
  'FundingReport/__schema__/v1.0.0/report.json': itemSchema.required({
    account: true,
    report: true,
  }),
  'PlaceOrder/__schema__/v1.0.0/executePlans.json': itemSchema.required({ execution: true }),
  'PlaceOrder/__schema__/v1.0.0/flatten.json': headSchema.extend({
    execution: executionSchema.extend({ residual: residualSchema }),
  }),
};

/** Schemas that JSON cannot say, with the texts that they allow. */
const CODES = new Map<z.core.$ZodType, string[]>([
  [denialCodeSchema, Object.keys(DENIAL_CODES)],
  [findingSchema.shape.code, Object.keys(FINDING_CODES)],
  [breakerNameSchema, Object.keys(BREAKERS)],
]);

/** The schema files of the nodes as they are to be: path under nodes/ and text. */
export function outputSchemaFiles(): { path: string; value: unknown }[] {
  return Object.entries(OUTPUTS).map(([path, schema]) => {
    const value = z.toJSONSchema(schema, {
      target: 'draft-7',
      io: 'output',
      reused: 'inline',
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        delete jsonSchema.additionalProperties;
        const texts = CODES.get(zodSchema);
        if (texts) Object.assign(jsonSchema, { type: 'string', enum: texts });
      },
    });
    return { path, value: shownSchema({ ...value, version: 1 }) };
  });
}
