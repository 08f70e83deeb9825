import type { Fault } from '../types.js';
import type { ModelPlan } from './plan.js';

/** Why a model that some column would run has nothing to be compared with; null when it has, or no column runs it. */
export function missingReference(
  { model, cells, reference, homes }: ModelPlan,
  cases: readonly { readonly expected: unknown }[],
): Fault | null {
  const [{ path, content }] = model.forms;
  if ('fault' in content || reference !== null || cells.every(({ kind }) => kind === 'skip')) return null;
  if (cases.every(({ expected }) => expected !== null)) return null;
  const add = homes.length === 0 ? '' : `add ${homes.map(({ id }) => id).join(' or ')} to \`runtimes:\`, or `;
  return {
    what: 'there is no reference to compare with',
    why: `${path} comes first, no configured runtime can produce the reference of a model in the format ${content.format}, and no expected outputs are committed`,
    next: `${add}commit expected outputs beside the inputs`,
  };
}
