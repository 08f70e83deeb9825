import type { KnownSupport } from '../../src/adapters/operator-support.js';
import { forecastInWords, forecastOf, isForetold } from '../../src/plan/forecast.js';
import type { Plan } from '../../src/plan/plan.js';
import type { MeasuredCell } from './measured-cells.js';

/** What was said of a cell before it ran, and what became of it. */
export interface ForetoldCell extends MeasuredCell {
  /** plan: nothing leads there; forecast: every route is foretold to be unsupported; null: neither. */
  readonly by: 'plan' | 'forecast' | null;
  /** What was said; empty where nothing was. */
  readonly words: string;
}

/** Every cell of a plan that was measured. */
export function compareWithFact(
  { models }: Pick<Plan, 'models'>,
  measured: readonly MeasuredCell[],
  known: KnownSupport,
): ForetoldCell[] {
  return models.flatMap(({ model, cells: planned }) =>
    planned.flatMap((cell): ForetoldCell[] => {
      const { id: column } = cell.column;
      const fact = measured.find((one) => one.model === model.id && one.column === column);
      if (fact === undefined) return [];
      if (cell.kind === 'skip')
        return [{ ...fact, by: cell.state === 'unsupported' ? 'plan' : null, words: cell.fault.what }];
      const foretold = isForetold(forecastOf(cell, known));
      return [{ ...fact, by: foretold ? 'forecast' : null, words: forecastInWords(cell, known) }];
    }),
  );
}
