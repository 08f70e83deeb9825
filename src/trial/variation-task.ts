import { join } from 'node:path';
import type { Model } from '../discover/discover-models.js';
import { signatureOfForm } from '../discover/form.js';
import { otherInputs } from '../golden/other-inputs.js';
import { goldenCases, type StagedModel } from '../golden/stage-cases.js';
import type { Column } from '../plan/column.js';
import { readValues, writeValues } from '../values/value-folder.js';
import type { Task } from './task.js';

/** Inputs that are tried beside a single golden case. */
const VARIATIONS = 3;

export function variationTaskKey(model: Model): string {
  return `variation ${model.id}`;
}

/**
 * The reference on other inputs, to find outputs that do not depend on them; null where several golden cases tell, or
 * nothing in the inputs can be varied.
 */
export async function variationTask(
  model: Model,
  its: StagedModel,
  column: Column,
  seed: number,
  folder: string,
): Promise<Task | null> {
  const [first] = model.forms;
  const signature = signatureOfForm(first);
  const [only, ...more] = goldenCases(its);
  if (signature === null || only === undefined || more.length > 0) return null;
  const kept = { kind: its.goldens, sample: await readValues(only.inputs), recipes: model.entry.inputs };
  const runs: Task['runs'][number][] = [];
  for (const { name, values } of otherInputs(signature, kept, seed, VARIATIONS)) {
    const inputs = join(folder, `variation-${runs.length}`);
    await writeValues(inputs, values);
    runs.push({ case: name, inputs });
  }
  if (runs.length === 0) return null;
  return {
    key: variationTaskKey(model),
    column,
    title: `${model.id}: do its outputs depend on its inputs?`,
    path: first.absolute,
    format: first.content.format ?? '',
    runs,
  };
}
