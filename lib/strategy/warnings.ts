import { decimal, type Decimal } from '../model/decimal';
import type { CurrentGridDefinition } from '../model/grid';
import { gridBreakEvenPct } from './breakEven';
import type { GridSettings } from './settings';
import { breakEvenOf } from './spacing';

/** What the user should know of a grid that works: spacing against fees, band, hedge. */
export function gridWarnings(
  grid: CurrentGridDefinition,
  settings: GridSettings,
  price: Decimal,
): string[] {
  const warnings: string[] = [];
  const { spacingPct } = grid;
  const full = breakEvenOf(settings);
  const own = gridBreakEvenPct(settings.gridFeePct);
  if (spacingPct < full) {
    warnings.push(
      `spacing ${spacingPct} % is below the full break-even of ${full.toFixed(4)} % (grid and hedge fees)`,
    );
  }
  if (spacingPct < own) {
    warnings.push(`spacing ${spacingPct} % is below the grid's own fees: every round trip loses`);
  } else if (grid.lattice.kind === 'arithmetic') {
    // Lines a price apart are fewer percent apart the higher they lie.
    const highest = Math.max(...grid.cells.map(({ upperPrice }) => Number(upperPrice)));
    const topPct = (Number(grid.lattice.upperSpacing) / highest) * 100;
    if (topPct < own) {
      warnings.push(
        `the highest lines are ${topPct.toFixed(4)} % apart, below the grid's own fees of ${own.toFixed(4)} %`,
      );
    }
  }
  if (settings.hedge === 'off') {
    warnings.push('Hedge Off: the inventory is not hedged, and no limit of delta holds');
  } else if (settings.bandLevels <= 1) {
    warnings.push('hedging every fill undoes the grid: it earns nothing before fees');
  }
  const old = grid.cells.filter(({ exitOnly }) => exitOnly);
  if (old.length > 0) {
    const below = old.filter(({ exitPrice }) => decimal(exitPrice).isBelow(price)).length;
    warnings.push(
      `${old.length} cells of earlier lines sell what they hold at their old exits${below > 0 ? `, ${below} of them below the price` : ''}`,
    );
  }
  return warnings;
}
