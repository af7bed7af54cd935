import { ApiError } from './errors';

/** Codes of reference F2 whose message never varies, as the futures market serves them. */
const MESSAGES = {
  [-1111]: 'Precision is over the maximum defined for this asset.',
  [-1115]: 'Invalid timeInForce.',
  [-1116]: 'Invalid orderType.',
  [-1128]: 'Combination of optional parameters invalid.',
  [-2011]: 'Unknown order sent.',
  [-2013]: 'Order does not exist.',
  [-2018]: 'Balance is insufficient.',
  [-2019]: 'Margin is insufficient.',
  [-2021]: 'Order would immediately trigger.',
  [-2022]: 'ReduceOnly Order is rejected.',
  [-2024]: 'Position is not sufficient.',
  [-2025]: 'Reach max open order limit.',
  [-2027]: 'Exceeded the maximum allowable position at current leverage.',
  [-2028]: 'Leverage is smaller than permitted: insufficient margin balance.',
  [-4002]: 'Price greater than max price.',
  [-4003]: 'Quantity less than or equal to zero.',
  [-4004]: 'Quantity less than min quantity.',
  [-4005]: 'Quantity greater than max quantity.',
  [-4013]: 'Price less than min price.',
  [-4014]: 'Price not increased by tick size.',
  [-4015]: 'Client order id is not valid.',
  [-4023]: 'Qty not increased by step size.',
  [-4031]: 'Invalid parameter working type',
  [-4032]: 'Exceed maximum cancel order size.',
  [-4045]: 'Reach max stop order limit.',
  [-4046]: 'No need to change margin type.',
  [-4047]: 'Margin type cannot be changed if there exists open orders.',
  [-4048]: 'Margin type cannot be changed if there exists position.',
  [-4049]: 'Add margin only support for isolated position.',
  [-4050]: 'Cross balance insufficient.',
  [-4051]: 'Isolated balance insufficient.',
  [-4054]: 'Cannot add position margin: position is 0.',
  [-4055]: 'Amount must be positive.',
  [-4059]: 'No need to change position side.',
  [-4060]: 'Invalid position side.',
  [-4061]: "Order's position side does not match user's setting.",
  [-4062]: 'Invalid or improper reduceOnly value.',
  [-4067]: 'Position side cannot be changed if there exists open orders.',
  [-4068]: 'Position side cannot be changed if there exists position.',
  [-4082]: 'Invalid number of batch place orders.',
  [-4105]: 'Position risk control: this symbol takes no orders that open a position.',
  [-4106]: 'Position risk control: this symbol takes no orders that open a long position.',
  [-4107]: 'Position risk control: this symbol takes no orders that open a short position.',
  [-4116]: 'ClientOrderId is duplicated.',
  [-4118]: 'ReduceOnly Order Failed. Please check your existing position and open orders',
  [-4120]:
    'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.',
  [-4130]:
    'An open stop or take profit order with GTE and closePosition in the direction is existing.',
  [-4131]: "The counterparty's best price does not meet the PERCENT_PRICE filter limit.",
  [-4135]: 'Invalid activation price.',
  [-4137]: 'Quantity must be zero with closePosition equals true.',
  [-4138]: 'Reduce only must be true with closePosition equals true.',
  [-4140]: 'Invalid symbol status for opening position.',
  [-4161]: 'Leverage reduction is not supported in Isolated Margin Mode with open positions.',
  [-4167]:
    'Unable to adjust to Multi-Assets mode with symbols of USDⓈ-M Futures under isolated-margin mode.',
  [-4168]: 'Unable to adjust to isolated-margin mode under the Multi-Assets mode.',
  [-4170]: 'Unable to adjust Multi-Assets Mode with open orders in USDⓈ-M Futures.',
  [-4171]: 'Adjusted asset mode is currently set and does not need to be adjusted repeatedly.',
  [-4509]:
    'Time in Force (TIF) GTE can only be used with open positions. Please ensure that positions are available.',
  [-5021]:
    'Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history',
  [-5022]:
    'Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history',
  [-5025]: 'Only limit order is supported.',
  [-5026]: 'Exceed maximum modify order limit.',
  [-5027]: 'No need to modify the order.',
  [-5037]: 'Invalid price match',
  [-5038]: 'Price match only supports order type: LIMIT, STOP AND TAKE_PROFIT',
  [-5039]: 'Invalid self trade prevention mode',
  [-5040]:
    'The goodTillDate timestamp must be greater than the current time plus 600 seconds and smaller than 253402300799000 (UTC 9999-12-31 23:59:59)',
  [-5041]: 'No depth matches this BBO order',
} as const;

export type UsdmCode = keyof typeof MESSAGES;

/** The refusal of a code, HTTP 400, in the exchange's words. */
export function usdmError(code: UsdmCode): ApiError {
  return new ApiError(Number(code), MESSAGES[code]);
}

/** -1106. */
export function notRequired(name: string): ApiError {
  return new ApiError(-1106, `Parameter '${name}' sent when not required.`);
}

/** -1130. */
export function invalidData(name: string): ApiError {
  return new ApiError(-1130, `Data sent for parameter '${name}' is not valid.`);
}

/** -4028. */
export function invalidLeverage(leverage: number): ApiError {
  return new ApiError(-4028, `Leverage ${leverage} is not valid`);
}
