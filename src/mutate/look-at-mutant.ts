import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { outputNames } from '../discover/discover-models.js';
import type { StagedCase } from '../golden/stage-cases.js';
import { compareCase } from '../judge/compare-case.js';
import { appliedRules } from '../plan/resolve-rules.js';
import { readable } from '../values/stored-values.js';
import { type Sight, sightsOf } from './judge-mutant.js';
import type { Mutant } from './mutation.js';
import type { ReferenceRuns, Studied } from './reference-runs.js';
import type { ModelProto } from './scoped-nodes.js';
import { writeMutant } from './write-mutant.js';

/** One case with the outputs of the unchanged model. */
export interface ViewedCase {
  readonly staged: StagedCase;
  readonly reference: ReferenceRuns;
}

export interface LookContext extends Studied {
  readonly whole: ModelProto;
  /** Folder for the outputs of the mutant until they are compared. */
  readonly folder: string;
}

/**
 * Runs a mutant over cases on the reference runtime and compares it with the unchanged model under the model's own
 * tolerances, as the gate compares a runtime that declares float32.
 * @returns by case, then by output, how the output reacts; null when the mutant does not run
 */
export async function lookAtMutant(
  mutant: Mutant,
  cases: readonly ViewedCase[],
  { model, whole, column, rules, pool, folder }: LookContext,
): Promise<ReadonlyMap<string, ReadonlyMap<string, Sight>> | null> {
  const own = join(folder, 'mutant');
  const ran = await pool.run({
    title: `${model.id}: ${mutant.kind}, ${mutant.where}`,
    column,
    path: (empty) => writeMutant(whole, mutant.edit() ?? {}, empty),
    format: 'onnx',
    cases: cases.map(({ staged }) => ({ name: staged.name, inputs: staged.inputs })),
    folder: own,
  });
  const seen = new Map<string, ReadonlyMap<string, Sight>>();
  for (const { staged, reference } of ran.failure === null ? cases : []) {
    // A worker wrote both: what cannot be read shows nothing.
    const expected = await readable(reference.outputs.get(staged.name));
    const candidate = await readable(ran.outputs.get(staged.name));
    if (expected === undefined || candidate === undefined) continue;
    const { outputs } = compareCase({
      case: staged.name,
      form: model.forms[0].path,
      reference: expected,
      candidate,
      expectedOutputs: outputNames(model) ?? [],
      names: {},
      noise: reference.noise?.[staged.name] ?? {},
      tolerances: appliedRules(rules),
      precision: 'f32',
    });
    seen.set(staged.name, sightsOf(outputs));
  }
  await rm(own, { recursive: true, force: true });
  return ran.failure === null ? seen : null;
}
