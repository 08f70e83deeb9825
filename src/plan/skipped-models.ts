import type { Model } from '../discover/discover-models.js';
import { signatureOfForm } from '../discover/form.js';
import type { ModelPlan, Plan } from './plan.js';
import { givenFormats } from './routes.js';

/**
 * Models that were not named and cannot be compared: no column runs them, or their inputs are unknown, or no configured
 * runtime can produce their reference. They are files that happen to be in the repository: a gate for ONNX models must
 * not fail because of them.
 * @param isExpected models with golden cases, or with results in the baseline, are never skipped
 * @returns why, by model
 */
export function skippedModels(plan: Plan, isExpected: (model: Model) => boolean): Map<Model, string> {
  const read = new Set<string | null>(plan.columns.flatMap(givenFormats));
  const reasons = plan.models.flatMap((planned) => {
    const { model } = planned;
    if (isExpected(model) || model.gone === true) return [];
    const [{ content: first }] = model.forms;
    // Only its name says that it may be a model.
    if ('fault' in first && first.format === null) return [[model, first.fault.what] as const];
    if (model.forms.some(({ content }) => 'fault' in content)) return [];
    const why = whySkipped(planned, plan, read);
    return why === null ? [] : [[model, why] as const];
  });
  return new Map(reasons);
}

function whySkipped({ model, cells, homes }: ModelPlan, plan: Plan, read: ReadonlySet<string | null>): string | null {
  const [first] = model.forms;
  const { format } = first.content;
  const runs = cells.some(({ kind }) => kind === 'run');
  if (!runs && model.forms.every(({ content }) => !read.has(content.format)))
    return `no configured runtime reads ${format}`;
  if (signatureOfForm(first) === null)
    return `the format ${format} does not record inputs, and there are no golden inputs`;
  if (homes.some((home) => home.embedded || plan.columns.some(({ runtime }) => runtime.id === home.id))) return null;
  const more = homes.length === 0 ? '' : `; add ${homes.map(({ id }) => id).join(' or ')} to \`runtimes:\``;
  return `no configured runtime can produce its reference${more}`;
}
