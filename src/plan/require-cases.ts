import { UserError } from '../errors.js';
import type { StagedModel } from '../golden/stage-cases.js';
import type { Plan } from './plan.js';

/**
 * Makes sure that there is something to run for every cell that runs.
 * @throws UserError for a model whose format does not say what goes in, and that has no golden case either
 */
export function requireCases({ cells }: Plan, staged: ReadonlyMap<string, StagedModel>): void {
  for (const { kind, model } of cells) {
    const [{ path, content }] = model.forms;
    if (kind !== 'run' || 'fault' in content || (staged.get(model.id)?.cases ?? []).length > 0) continue;
    throw new UserError({
      what: `nothing says what goes into ${model.id}`,
      where: path,
      why: `a file of the format ${content.format} does not tell its inputs, so none can be made up`,
      next: `commit golden inputs, such as golden/${model.id}/first.inputs.npz`,
    });
  }
}
