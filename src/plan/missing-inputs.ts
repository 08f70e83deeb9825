import type { Fault } from '../types.js';
import type { ModelPlan } from './plan.js';

/** Why a model that some column would run has no inputs; null when it has some, or no column runs it. */
export function missingInputs({ model, cells }: ModelPlan, cases: readonly unknown[]): Fault | null {
  const [{ path, content }] = model.forms;
  if ('fault' in content || cases.length > 0 || cells.every(({ kind }) => kind === 'skip')) return null;
  return {
    what: `the inputs of ${model.id} are unknown`,
    why: `${path}: the format ${content.format} does not record them, so none can be synthesised`,
    next: `commit golden inputs, such as golden/${model.id}/first.inputs.npz`,
  };
}
