export {
  isOnStep,
  type PriceRounding,
  quantisePrice,
  quantiseQuantity,
  type QuantityRule,
} from './quantise';
export {
  INSTRUMENT_RULE_CODES,
  type InstrumentRuleCode,
  type InstrumentVerdict,
  type OrderShape,
  validateOrder,
} from './validate';
