import type { Market } from '../../model/terms';
import type { RejectionReason } from '../port';

/** Codes of refused orders by what is done next (reference F2). The same code may differ by market. */
const REASONS: Readonly<Record<Market, ReadonlyMap<number, RejectionReason>>> = {
  spot: new Map<number, RejectionReason>([
    [-1013, 'filter'],
    [-1111, 'filter'],
  ]),
  usdm: new Map<number, RejectionReason>([
    [-1111, 'filter'],
    [-4002, 'filter'],
    [-4003, 'filter'],
    [-4004, 'filter'],
    [-4005, 'filter'],
    [-4013, 'filter'],
    [-4014, 'filter'],
    [-4016, 'filter'],
    [-4023, 'filter'],
    [-4024, 'filter'],
    [-4164, 'filter'],
    [-5029, 'filter'],
    [-5022, 'wouldTake'],
    [-2021, 'wouldTrigger'],
    [-2022, 'nothingToReduce'],
    [-2024, 'nothingToReduce'],
    [-2018, 'margin'],
    [-2019, 'margin'],
    [-2027, 'margin'],
    [-4061, 'positionMode'],
  ]),
};

/** Why an order was refused; spot says most of it in words under one code, -2010. */
export function rejectionReason(market: Market, code: number, message: string): RejectionReason {
  const known = REASONS[market].get(code);
  if (known !== undefined) return known;
  if (market !== 'spot' || code !== -2010) return 'other';
  if (/immediately match/i.test(message)) return 'wouldTake';
  if (/trigger immediately/i.test(message)) return 'wouldTrigger';
  return /insufficient balance/i.test(message) ? 'margin' : 'other';
}
