import type { Fault } from '../types.js';
import type { ModelPlan } from './plan.js';

/** Why there is nothing to run a model on, although some column runs it; null when there is, or none does. */
export function missingInputs({ model, cells }: ModelPlan, cases: readonly unknown[]): Fault | null {
  const [{ path, content }] = model.forms;
  if ('fault' in content || cases.length > 0 || cells.every(({ kind }) => kind === 'skip')) return null;
  return {
    what: `the inputs of ${model.id} are unknown`,
    why: `${path}: the format ${content.format} does not record them, so none can be synthesised`,
    next: `commit golden inputs, such as golden/${model.id}/first.inputs.npz`,
  };
}
