import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CLASSES, type ErrorClass } from '../../../lib/exchange/binance/errors/classes';
import { classOf } from '../../../lib/exchange/binance/errors/classify';
import { ERROR_TABLE } from '../../../lib/exchange/binance/errors/table';
import type { Market } from '../../../lib/model/terms';
import { errorsDocument } from '../../../scripts/docs/errors';

type Expected = readonly [codes: string, markets: 'S' | 'F' | 'SF', errorClass: ErrorClass];

/** The codes of the reference, written down by hand: a class that changes has to change here too. */
const REFERENCE: readonly Expected[] = [
  ['-1000', 'SF', 'unknown'],
  ['-1001', 'SF', 'transient'],
  ['-1002', 'SF', 'configuration'],
  ['-1003', 'SF', 'limit'],
  ['-1006 -1007', 'SF', 'unknown'],
  ['-1008', 'SF', 'transient'],
  ['-1010', 'F', 'unknown'],
  ['-1013', 'S', 'definite'],
  ['-1014', 'SF', 'configuration'],
  ['-1015', 'SF', 'limit'],
  ['-1016', 'SF', 'halt'],
  ['-1020', 'SF', 'configuration'],
  ['-1021', 'SF', 'resync'],
  ['-1022', 'SF', 'configuration'],
  ['-1034', 'S', 'limit'],
  ['-1099', 'F', 'configuration'],
  ['-1100 -1101 -1102 -1103 -1104 -1105 -1106', 'SF', 'configuration'],
  ['-1108 -1111', 'SF', 'configuration'],
  ['-1112', 'SF', 'transient'],
  ['-1114 -1115 -1116 -1117 -1120 -1121', 'SF', 'configuration'],
  ['-1122 -1125', 'SF', 'resync'],
  ['-1127 -1128 -1130', 'SF', 'configuration'],
  ['-1220', 'S', 'resync'],
  ['-2010', 'S', 'definite'],
  ['-2011', 'SF', 'verify'],
  ['-2012', 'F', 'unknown'],
  ['-2013', 'SF', 'definite'],
  ['-2014', 'SF', 'configuration'],
  ['-2015 -2016', 'SF', 'halt'],
  ['-2017', 'F', 'halt'],
  ['-2018 -2020', 'F', 'definite'],
  ['-2019', 'F', 'noIncrease'],
  ['-2021', 'F', 'definite'],
  ['-2021', 'S', 'verify'],
  ['-2022', 'SF', 'definite'],
  ['-2023', 'F', 'halt'],
  ['-2024 -2025', 'F', 'definite'],
  ['-2026', 'F', 'configuration'],
  ['-2026', 'S', 'verify'],
  ['-2027 -2028', 'F', 'noIncrease'],
  ['-2035', 'S', 'verify'],
  ['-2036', 'S', 'resync'],
  ['-2038 -2039', 'S', 'definite'],
  ['-4000', 'F', 'unknown'],
  ['-4001 -4002 -4003 -4004 -4005 -4013 -4014 -4015', 'F', 'configuration'],
  ['-4016 -4024', 'F', 'definite'],
  ['-4021 -4023 -4028 -4031 -4032', 'F', 'configuration'],
  ['-4045', 'F', 'definite'],
  ['-4046', 'F', 'verify'],
  ['-4047 -4048 -4049 -4050 -4051 -4052 -4053 -4054 -4055', 'F', 'definite'],
  ['-4059', 'F', 'verify'],
  ['-4060 -4061 -4062', 'F', 'configuration'],
  ['-4067 -4068', 'F', 'definite'],
  ['-4082', 'F', 'configuration'],
  ['-4083', 'F', 'unknown'],
  ['-4087 -4088 -4105 -4106 -4107', 'F', 'noIncrease'],
  ['-4109', 'F', 'configuration'],
  ['-4116', 'F', 'verify'],
  ['-4117', 'F', 'unknown'],
  ['-4118', 'F', 'definite'],
  ['-4120', 'F', 'configuration'],
  ['-4130 -4131', 'F', 'definite'],
  ['-4135 -4137 -4138', 'F', 'configuration'],
  ['-4140 -4141 -4142', 'F', 'definite'],
  ['-4161 -4164', 'F', 'definite'],
  ['-4165', 'F', 'configuration'],
  ['-4167 -4168 -4169 -4170 -4172', 'F', 'definite'],
  ['-4171', 'F', 'verify'],
  ['-4183 -4184 -4210 -4211', 'F', 'definite'],
  ['-4192', 'F', 'halt'],
  ['-4202 -4203 -4204 -4205 -4206 -4207 -4208 -4209 -4403', 'F', 'definite'],
  ['-4400 -4401', 'F', 'noIncrease'],
  ['-4402', 'F', 'halt'],
  ['-4509', 'F', 'definite'],
  ['-4531', 'F', 'configuration'],
  ['-5021 -5022', 'F', 'definite'],
  ['-5024 -5025 -5026 -5029 -5043', 'F', 'definite'],
  ['-5027', 'F', 'verify'],
  ['-5028', 'F', 'resync'],
  ['-5037 -5038 -5039 -5040 -5041', 'F', 'configuration'],
];

const MARKETS = { S: ['spot'], F: ['usdm'], SF: ['spot', 'usdm'] } as const;

const expected = new Map<string, ErrorClass>(
  REFERENCE.flatMap(([codes, markets, errorClass]) =>
    codes
      .split(' ')
      .flatMap((code) =>
        MARKETS[markets].map((market): [string, ErrorClass] => [`${market} ${code}`, errorClass]),
      ),
  ),
);

const told = ERROR_TABLE.flatMap((row) =>
  (row.markets === 'both' ? MARKETS.SF : [row.markets]).map((market): [string, ErrorClass] => [
    `${market} ${row.code}`,
    row.class,
  ]),
);

it('has every code of the reference exactly once for each market, in its class', () => {
  expect(told.map(([name]) => name).sort()).toEqual([...expected.keys()].sort());
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(expected));
});

it('uses every class, and answers nothing for a code that is not listed', () => {
  expect(new Set(told.map(([, errorClass]) => errorClass))).toEqual(
    new Set(Object.keys(ERROR_CLASSES)),
  );
  expect(classOf('spot', -9999, 'new')).toBeNull();
  expect(classOf('spot', -4046, 'a code of the other market')).toBeNull();
});

it.each<[Market, number, string, ErrorClass]>([
  ['spot', -2010, 'Duplicate order sent.', 'verify'],
  ['spot', -2010, 'Account has insufficient balance for requested action.', 'definite'],
  ['spot', -2010, 'Order would immediately match and take.', 'definite'],
  ['spot', -2010, 'Market is closed.', 'definite'],
  ['spot', -2010, 'Order would trigger immediately.', 'definite'],
  ['spot', -2010, 'This symbol is not permitted for this account.', 'configuration'],
  ['spot', -2010, 'This symbol is restricted for this account.', 'configuration'],
  ['spot', -2010, 'This account may not place or cancel orders.', 'halt'],
  ['spot', -2010, 'Something new.', 'definite'],
  ['spot', -2011, 'Unknown order sent.', 'verify'],
  ['usdm', -2011, 'Unknown order sent.', 'verify'],
  ['spot', -2011, 'Order was not canceled due to cancel restrictions.', 'definite'],
])('%s %i "%s" is %s', (market, code, message, errorClass) => {
  expect(classOf(market, code, message)).toBe(errorClass);
});

it('is what the document says', () => {
  const file = join(__dirname, '../../../docs/errors.md');
  // Written by `npm run docs`.
  expect(readFileSync(file, 'utf8')).toBe(errorsDocument());
});
