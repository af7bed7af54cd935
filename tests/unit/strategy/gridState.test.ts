import fc from 'fast-check';
import { Decimal, decimal } from '../../../lib/model/decimal';
import { type GridDefinition, inPresentForm } from '../../../lib/model/grid';
import { foldGrid, type GridIntentFills } from '../../../lib/strategy/gridState';

const STEP = decimal('0.00001');
const RULES = { quantityStep: STEP, minimumNotionalQuote: decimal('5') };
const WRITTEN: GridDefinition = {
  version: 1,
  strategy: 'grid',
  symbol: 'BTCUSDT',
  number: 1,
  anchorPrice: '80000',
  spacing: '280',
  spacingPct: 0.35,
  openingQuantity: '0.02003',
  cells: [
    {
      name: 'B01',
      lowerPrice: '79720',
      upperPrice: '80000',
      quantity: '0.01',
      startsHolding: false,
    },
    {
      name: 'A01',
      lowerPrice: '80000',
      upperPrice: '80280',
      quantity: '0.01',
      startsHolding: true,
    },
    {
      name: 'A02',
      lowerPrice: '80280',
      upperPrice: '80560',
      quantity: '0.01',
      startsHolding: true,
    },
  ],
  madeAt: 1,
};
/** Journals still hold grids of the first form: what is folded is what they became. */
const GRID = inPresentForm(WRITTEN);

function fills(
  leg: string,
  purpose: string,
  generation: number,
  quantity: string,
  filled: string,
  netBase: string,
): GridIntentFills {
  return { lattice: 1, leg, purpose, generation, quantity, filledQuantity: filled, netBase };
}

function state(name: string, ...given: GridIntentFills[]) {
  const found = foldGrid(GRID, given, RULES).cells.find(({ cell }) => cell.name === name);
  if (!found) throw new Error(name);
  return {
    generation: found.generation,
    entryOpen: found.entryOpen,
    exit: found.exitQuantity.toString(),
    dust: found.dust.toString(),
  };
}

describe('the state of a cell', () => {
  it('below the anchor begins with its buy', () => {
    expect(state('B01')).toEqual({ generation: 0, entryOpen: true, exit: '0', dust: '0' });
  });

  it('above the anchor waits for the opening and then begins with its sale, the nearest first', () => {
    expect(state('A01')).toEqual({ generation: 0, entryOpen: false, exit: '0', dust: '0' });
    const opening = fills('opening', 'openingInventory', 0, '0.02003', '0.0150225', '0.0150075');
    expect(state('A01', opening).exit).toBe('0.01');
    expect(state('A02', opening)).toEqual({
      generation: 0,
      entryOpen: false,
      exit: '0.005',
      dust: '0.0000075',
    });
  });

  it('sells what was bought net of the fee, in whole steps', () => {
    const bought = fills('B01', 'gridEntry', 0, '0.01', '0.01', '0.00999');
    expect(state('B01', bought)).toEqual({
      generation: 0,
      entryOpen: false,
      exit: '0.00999',
      dust: '0',
    });
  });

  it('sells a partial buy while the rest still waits', () => {
    const bought = fills('B01', 'gridEntry', 0, '0.01', '0.004', '0.003996');
    expect(state('B01', bought)).toEqual({
      generation: 0,
      entryOpen: true,
      exit: '0.00399',
      dust: '0.000006',
    });
  });

  it('keeps the exit whole while it is partly sold', () => {
    const given = [
      fills('B01', 'gridEntry', 0, '0.01', '0.01', '0.00999'),
      fills('B01', 'gridExit', 0, '0.00999', '0.005', '-0.005'),
    ];
    expect(state('B01', ...given)).toEqual({
      generation: 0,
      entryOpen: false,
      exit: '0.00999',
      dust: '0',
    });
  });

  it('is over with a buy or a sale whose rest is too little for an order of its own', () => {
    const bought = fills('B01', 'gridEntry', 0, '0.01', '0.00997', '0.00996');
    expect(state('B01', bought)).toMatchObject({ entryOpen: false, exit: '0.00996' });
    const sold = fills('B01', 'gridExit', 0, '0.00996', '0.00993', '-0.00993');
    expect(state('B01', bought, sold)).toEqual({
      generation: 1,
      entryOpen: true,
      exit: '0',
      dust: '0.00003',
    });
  });

  it('begins anew, one generation higher, only when both are filled', () => {
    const entry = fills('B01', 'gridEntry', 0, '0.01', '0.01', '0.009996');
    const exit = fills('B01', 'gridExit', 0, '0.00999', '0.00999', '-0.00999');
    expect(state('B01', entry, exit)).toEqual({
      generation: 1,
      entryOpen: true,
      exit: '0',
      dust: '0.000006',
    });
  });

  it('carries dust into the next generation', () => {
    const given = [
      fills('B01', 'gridEntry', 0, '0.01', '0.01', '0.009996'),
      fills('B01', 'gridExit', 0, '0.00999', '0.00999', '-0.00999'),
      fills('B01', 'gridEntry', 1, '0.01', '0.01', '0.009996'),
    ];
    expect(state('B01', ...given)).toEqual({
      generation: 1,
      entryOpen: false,
      exit: '0.01',
      dust: '0.000002',
    });
  });

  it('never wants to sell more than it holds, however its fills arrive', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1000 })), {
          minLength: 1,
          maxLength: 5,
        }),
        (rounds) => {
          const given: GridIntentFills[] = [];
          let held = Decimal.zero;
          for (const [index, [bought, soldShare]] of rounds.entries()) {
            const gross = decimal(String(bought)).times(STEP);
            const net = gross.times(decimal('0.999'));
            held = held.plus(net);
            given.push(fills('B01', 'gridEntry', index, '0.01', gross.toString(), net.toString()));
            const sold = held.times(decimal(String(soldShare / 1000))).floorTo(STEP);
            held = held.minus(sold);
            given.push(
              fills(
                'B01',
                'gridExit',
                index,
                sold.toString(),
                sold.toString(),
                sold.negated().toString(),
              ),
            );
          }
          const found = foldGrid(GRID, given, RULES).cells.find(({ cell }) => cell.name === 'B01');
          const last = given.at(-1);
          const alreadySold =
            found?.generation === rounds.length - 1
              ? decimal(last?.filledQuantity ?? '0')
              : Decimal.zero;
          const stillToSell = (found?.exitQuantity ?? Decimal.zero).minus(alreadySold);
          expect(stillToSell.isAbove(held)).toBe(false);
        },
      ),
    );
  });
});
