import type { KnownSupport } from '../../src/adapters/operator-support.js';
import { forecastInWords, forecastOf, isForetold } from '../../src/plan/forecast.js';
import type { Plan } from '../../src/plan/plan.js';
import type { Results } from '../../src/results/schema.js';
import type { CellState } from '../../src/types.js';

/** What was said of a cell before it ran, and what became of it. */
export interface ForetoldCell {
  readonly model: string;
  readonly column: string;
  readonly state: CellState;
  /** Why it did not pass, in the words of the run. */
  readonly reason: string;
  /** plan: nothing leads there; forecast: every route is foretold to be unsupported; null: neither. */
  readonly by: 'plan' | 'forecast' | null;
  /** What was said; empty where nothing was. */
  readonly words: string;
}

/** Every cell of a plan that the results know. */
export function compareWithFact(
  { models }: Pick<Plan, 'models'>,
  { cells }: Pick<Results, 'cells'>,
  known: KnownSupport,
): ForetoldCell[] {
  return models.flatMap(({ model, cells: planned }) =>
    planned.flatMap((cell): ForetoldCell[] => {
      const { id: column } = cell.column;
      const fact = cells.find((one) => one.model === model.id && one.runtime === column);
      if (fact === undefined) return [];
      const about = { model: model.id, column, state: fact.state, reason: fact.reason ?? '' };
      if (cell.kind === 'skip')
        return [{ ...about, by: cell.state === 'unsupported' ? 'plan' : null, words: cell.fault.what }];
      const foretold = isForetold(forecastOf(cell, known));
      return [{ ...about, by: foretold ? 'forecast' : null, words: forecastInWords(cell, known) }];
    }),
  );
}
