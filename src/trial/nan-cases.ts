/** Golden cases with which nothing can be compared, because an output is NaN everywhere. */
import type { StagedModel } from '../golden/stage-cases.js';
import type { ModelPlan } from '../plan/plan.js';
import type { Ran } from '../run/run-request.js';
import type { Fault } from '../types.js';
import { readable } from '../values/stored-values.js';
import { outputDefect } from './output-defect.js';

/** Golden cases that expect nothing but NaN of an output: nothing could be compared with it. */
export async function emptyExpectation({ model }: ModelPlan, { cases }: StagedModel): Promise<Fault | null> {
  for (const { name, expected } of cases) {
    const defect = expected === null ? null : outputDefect(await expected.read());
    if (defect?.kind === 'nan')
      return {
        what: `golden case ${name} of ${model.id} expects NaN in every element of ${defect.output}: nothing can be compared`,
        next: `record the outputs of case ${name} again, from inputs of which the model makes numbers`,
      };
  }
  return null;
}

/** Why there is nothing to compare with: committed inputs of which the reference makes nothing but NaN. */
export async function lostCase(
  { model, reference: column }: ModelPlan,
  { cases, goldens }: StagedModel,
  ran: Ran,
): Promise<Fault | null> {
  for (const { name, expected, probe } of goldens === 'committed' && ran.failure === null ? cases : []) {
    if (expected !== null || probe === true) continue;
    const outputs = await readable(ran.outputs.get(name));
    const defect = outputs === undefined ? null : outputDefect(outputs);
    if (defect?.kind === 'nan')
      return {
        what: `golden case ${name} of ${model.id} makes output ${defect.output} NaN everywhere: nothing can be compared`,
        why: `the reference${column === null ? '' : ` on ${column.runtime.id}`} computed it from the committed inputs`,
        next: `fix the inputs of case ${name}, such as a mask without any 1, or a logarithm of negative numbers`,
      };
  }
  return null;
}
