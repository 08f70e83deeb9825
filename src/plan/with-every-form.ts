import type { Model } from '../discover/discover-models.js';
import { type Form, isReduced } from '../discover/form.js';
import type { CellPlan, RunPlan } from './plan.js';
import { unlike } from './plan-cell.js';

/**
 * The cells of a model, with the forms that no column would run added to a cell that converts another form of the same
 * format: where every column converts, only the cheapest source of each would be compared, and a form that computes
 * something else would pass unseen. One that cannot be compared fails that cell, as it fails those of runtimes that read it.
 */
export function withEveryForm({ forms: [home, ...forms] }: Model, cells: readonly CellPlan[]): CellPlan[] {
  const planned = [...cells];
  for (const form of forms) {
    // A reduced variant is deployed as it is: what is made from it would be judged as leniently.
    if (planned.some((cell) => cell.kind === 'run' && cell.forms.includes(form)) || isReduced(form)) continue;
    const index = planned.findIndex((cell) => cell.kind === 'run' && converts(cell, form));
    const cell = planned[index];
    if (cell?.kind !== 'run') continue;
    const fault = unlike(home, form);
    planned[index] =
      fault === null ? withForm(cell, form) : { kind: 'skip', column: cell.column, state: 'run-failed', fault };
  }
  return planned;
}

function converts({ route, forms: [source] }: RunPlan, form: Form): boolean {
  return route.length > 0 && source?.content.format === form.content.format;
}

/** Another route has to lead both forms on, so it starts where this one does. */
function withForm(cell: RunPlan, form: Form): RunPlan {
  const [source] = cell.forms;
  return {
    ...cell,
    forms: [...cell.forms, form],
    otherRoutes: cell.otherRoutes.filter((other) => other.form === source),
  };
}
