import type { StagedModel } from '../golden/stage-cases.js';
import type { Host } from '../host/host.js';
import type { TaskResult } from '../trial/task.js';
import { variationTaskKey } from '../trial/variation-task.js';
import { readValues } from '../values/value-folder.js';
import type { ModelRun } from './model-run.js';
import { stillLeaves } from './still-leaves.js';
import { readVacuity, vacuityKey, writeVacuity } from './vacuity-cache.js';

/**
 * What earlier runs found, by model id: for models with one golden case only, since several cases tell by themselves.
 * @param noiseKeys by model id; models without a noise floor are not looked at
 */
export async function knownVacuity(
  noiseKeys: ReadonlyMap<string, string>,
  staged: ReadonlyMap<string, StagedModel>,
  seed: number,
  host: Host,
): Promise<Map<string, readonly string[]>> {
  const known = new Map<string, readonly string[]>();
  for (const [id, key] of noiseKeys) {
    const goldens = staged.get(id)?.cases.filter(({ probe }) => probe !== true) ?? [];
    const leaves = goldens.length === 1 ? await readVacuity(host, vacuityKey(key, seed)) : null;
    if (leaves !== null) known.set(id, leaves);
  }
  return known;
}

/** The runs with their vacuous outputs; what was found by extra runs is remembered. */
export async function withVacuity(
  runs: ReadonlyMap<string, ModelRun>,
  tasks: ReadonlyMap<string, TaskResult>,
  known: ReadonlyMap<string, readonly string[]>,
  noiseKeys: ReadonlyMap<string, string>,
  seed: number,
  host: Host,
): Promise<Map<string, ModelRun>> {
  const found = new Map<string, ModelRun>();
  for (const [id, run] of runs) {
    const vacuous = known.get(id) ?? (await vacuousLeaves(run, tasks)) ?? [];
    const key = noiseKeys.get(id);
    if (key !== undefined && !known.has(id) && tasks.has(variationTaskKey(run.model)))
      await writeVacuity(host, vacuityKey(key, seed), vacuous);
    found.set(id, { ...run, vacuous: new Set(vacuous) });
  }
  return found;
}

/**
 * The outputs of a model, by leaf, that are the same for all its golden cases, or for its only one and for other inputs.
 * Null: nothing to tell by, because there is one case and nothing else ran.
 */
export async function vacuousLeaves(
  { model, staged, reference, noise }: ModelRun,
  tasks: ReadonlyMap<string, TaskResult>,
): Promise<string[] | null> {
  if ('missing' in reference) return null;
  const [first, ...others] = [
    ...runsOf(staged, reference.outputs),
    ...(tasks.get(variationTaskKey(model))?.outputs.values() ?? []),
  ];
  if (first === undefined || others.length === 0) return null;
  const values = await readValues(first);
  const floors = noise?.[staged.cases[0]?.name ?? ''] ?? {};
  let still: string[] | null = null;
  // One set of outputs at a time; most models need one look, since their outputs move.
  for (const folder of others) {
    const same = stillLeaves(values, await readValues(folder), floors);
    still = (still ?? same).filter((leaf) => same.includes(leaf));
    if (still.length === 0) break;
  }
  return still;
}

function runsOf({ cases }: StagedModel, outputs: ReadonlyMap<string, string>): string[] {
  return cases.flatMap(({ name, probe }) => (probe === true ? [] : (outputs.get(name) ?? [])));
}
