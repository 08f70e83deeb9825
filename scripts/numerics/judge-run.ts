import { pairLeaves } from '../../src/compare/pairing/structure.js';
import type { Model } from '../../src/discover/discover-models.js';
import { signatureOfForm } from '../../src/discover/form.js';
import type { StagedModel } from '../../src/golden/stage-cases.js';
import { compareCase } from '../../src/judge/compare-case.js';
import { measuredNoise } from '../../src/judge/model-runs.js';
import type { NoiseSource } from '../../src/plan/plan.js';
import { fromReal } from '../../src/results/schema.js';
import type { Value } from '../../src/tensor/tensor.js';
import { referenceTaskKey } from '../../src/trial/plan-tasks.js';
import type { TaskResult } from '../../src/trial/task.js';
import { readValues } from '../../src/values/value-folder.js';
import { describeFailure } from '../../src/worker/failure.js';
import { acceptedPair, fixedRules } from './fixed-rules.js';
import type { RunJudgement } from './study-results.js';

const ABSENT: Value = { kind: 'absent' };

/** Judges a run of one model. */
export type JudgeRun = (run: TaskResult) => Promise<RunJudgement | { readonly failure: string }>;

/**
 * What every rule says about a run of the model, beside its reference.
 * @param ran everything that was run, the reference and the jittered runs among it
 * @throws Error when the reference could not be run
 */
export async function judgeRunsOf(
  model: Model,
  source: NoiseSource,
  staged: StagedModel,
  ran: ReadonlyMap<string, TaskResult>,
): Promise<JudgeRun> {
  const noise = await measuredNoise(model, source, staged, ran);
  const base = ran.get(referenceTaskKey(model));
  if (noise === null || base === undefined || base.failure !== null)
    throw new Error(`the reference cannot run ${model.id}`);
  const names = signatureOfForm(model.forms[0])?.outputs.map(({ name }) => name) ?? [];
  return async ({ failure, outputs }) => {
    if (failure !== null) return { failure: describeFailure(failure.failure, failure.doing).what };
    let ratio = 0;
    let reason = '';
    let fixed = fixedRules.map(() => true);
    for (const { name } of staged.cases) {
      const reference = await readValues(base.outputs.get(name) ?? '');
      const candidate = await readValues(outputs.get(name) ?? '');
      const compared = compareCase({
        case: name,
        form: model.forms[0].path,
        reference,
        candidate,
        expectedOutputs: names,
        names: {},
        noise: noise[name] ?? {},
        tolerances: {},
        precision: 'f32',
      });
      for (const output of compared.outputs) {
        if (output.verdict !== 'pass') reason ||= `${name}, ${output.name}: ${output.reason}`;
        if (output.noiseRatio !== null) ratio = Math.max(ratio, fromReal(output.noiseRatio));
      }
      for (const output of names)
        for (const pair of pairLeaves(output, reference[output] ?? ABSENT, candidate[output] ?? ABSENT)) {
          const accepts = acceptedPair(pair);
          fixed = fixed.map((before, rule) => before && accepts[rule] === true);
        }
    }
    return { auto: reason === '', ratio, reason, fixed };
  };
}
