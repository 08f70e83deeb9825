import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/schema.js';
import type { Model } from '../discover/discover-models.js';
import { outputNames } from '../discover/discover-models.js';
import type { StagedCase } from '../golden/stage-cases.js';
import { compareCase } from '../judge/compare-case.js';
import type { Column } from '../plan/column.js';
import { appliedRules } from '../plan/resolve-tolerances.js';
import type { TaskRunner } from '../trial/task-runner.js';
import { readValues } from '../values/value-folder.js';
import { type Sight, sightsOf } from './judge-mutant.js';
import type { Mutant } from './mutation.js';
import type { ReferenceRuns } from './reference-runs.js';
import type { ModelProto } from './scoped-nodes.js';
import { writeMutant } from './write-mutant.js';

/** One input with what the unchanged model makes of it. */
export interface ViewedCase {
  readonly staged: StagedCase;
  readonly reference: ReferenceRuns;
}

export interface LookContext {
  readonly model: Model;
  readonly whole: ModelProto;
  readonly column: Column;
  readonly runner: TaskRunner;
  readonly config: Config;
  /** The mutant lies here while it runs. */
  readonly folder: string;
}

/**
 * Runs a mutant over cases on the reference runtime and compares it with the unchanged model under the model's own
 * tolerances, as the gate compares a runtime that declares float32.
 * @returns by case, then by output, what is seen of it; null when it does not run
 */
export async function lookAtMutant(
  mutant: Mutant,
  cases: readonly ViewedCase[],
  { model, whole, column, runner, config, folder }: LookContext,
): Promise<ReadonlyMap<string, ReadonlyMap<string, Sight>> | null> {
  const result = await runner.run({
    key: `mutant ${mutant.kind} ${mutant.where}`,
    column,
    title: `${model.id}: ${mutant.kind}, ${mutant.where}`,
    path: async () => writeMutant(whole, mutant.edit() ?? {}, join(folder, 'mutant')),
    done: () => rm(join(folder, 'mutant'), { recursive: true, force: true }),
    format: 'onnx',
    runs: cases.map(({ staged }) => ({ case: staged.name, inputs: staged.inputs })),
  });
  const seen = new Map<string, ReadonlyMap<string, Sight>>();
  for (const { staged, reference } of result.failure === null ? cases : []) {
    const { outputs } = compareCase({
      case: staged.name,
      form: model.forms[0].path,
      reference: await readValues(reference.outputs.get(staged.name) ?? ''),
      candidate: await readValues(result.outputs.get(staged.name) ?? ''),
      expectedOutputs: outputNames(model) ?? [],
      names: {},
      noise: reference.noise?.[staged.name] ?? {},
      tolerances: appliedRules(model, column, config),
      precision: 'f32',
    });
    seen.set(staged.name, sightsOf(outputs));
  }
  for (const outputs of result.outputs.values()) await rm(outputs, { recursive: true, force: true });
  return result.failure === null ? seen : null;
}
