import { pairLeaves } from '../../src/compare/pairing/structure.js';
import { outputNames } from '../../src/discover/discover-models.js';
import { compareCase } from '../../src/judge/compare-case.js';
import type { Ran } from '../../src/run/run-request.js';
import { fromReal } from '../../src/tensor/real.js';
import type { Value } from '../../src/tensor/tensor.js';
import type { TriedModel } from '../../src/trial/trial.js';
import type { Precision } from '../../src/types.js';
import type { StoredValues } from '../../src/values/stored-values.js';
import { describeFailure } from '../../src/worker/failure.js';
import { acceptedPair, fixedRules } from './fixed-rules.js';
import type { RunJudgement } from './study-results.js';

const ABSENT: Value = { kind: 'absent' };

/**
 * The verdicts of every rule on a run of the model, or of a copy of it, compared with its reference.
 * @throws Error when the reference or the noise floor is missing
 */
export async function judgeRun(
  { plan: { model }, staged, reference, noise }: TriedModel,
  { failure, outputs }: Ran,
  precision: Precision = 'f32',
): Promise<RunJudgement | { readonly failure: string }> {
  if (noise === null || reference === null || reference.failure !== null)
    throw new Error(`the reference cannot run ${model.id}`);
  if (failure !== null) return { failure: describeFailure(failure.failure, failure.doing).what };
  const names = outputNames(model) ?? [];
  let ratio = 0;
  let reason = '';
  let fixed = fixedRules.map(() => true);
  for (const { name } of staged.cases) {
    const expected = await valuesOf(reference.outputs.get(name));
    const candidate = await valuesOf(outputs.get(name));
    const compared = compareCase({
      case: name,
      form: model.forms[0].path,
      reference: expected,
      candidate,
      expectedOutputs: names,
      names: {},
      noise: noise[name] ?? {},
      tolerances: {},
      precision,
    });
    for (const output of compared.outputs) {
      if (output.verdict !== 'pass') reason ||= `${name}, ${output.name}: ${output.reason}`;
      if (output.noiseRatio !== null) ratio = Math.max(ratio, fromReal(output.noiseRatio));
    }
    for (const output of names)
      for (const pair of pairLeaves(output, expected[output] ?? ABSENT, candidate[output] ?? ABSENT)) {
        const accepts = acceptedPair(pair);
        fixed = fixed.map((before, rule) => before && accepts[rule] === true);
      }
  }
  return { auto: reason === '', ratio, reason, fixed };
}

function valuesOf(stored: StoredValues | undefined): ReturnType<StoredValues['read']> {
  if (stored === undefined) throw new Error('a run without failure has an output for each case');
  return stored.read();
}
