import type { Fault } from '../types.js';
import type { ModelPlan } from './plan.js';

/** Why a model that some column would run has no inputs; null when it has some, or no column runs it. */
export function missingInputs({ model, cells }: ModelPlan, cases: readonly unknown[]): Fault | null {
  const [{ content }] = model.forms;
  if ('fault' in content || cases.length > 0 || cells.every(({ kind }) => kind === 'skip')) return null;
  return unknownInputs(model);
}

/** What to say of a model whose inputs nobody knows. */
export function unknownInputs({ id, forms: [{ path, content }] }: ModelPlan['model']): Fault {
  return {
    what: `the inputs of ${id} are unknown`,
    why: `${path}: the format ${content.format} does not record them, so none can be synthesised`,
    next: `commit golden inputs, such as golden/${id}/first.inputs.npz, or describe each input under \`inputs:\` of the model in the config, as in \`x: { shape: [1, 16], dtype: int64 }\``,
  };
}
