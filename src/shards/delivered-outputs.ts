/** The outputs of a part of the matrix, kept beside its results: the same cell of two platforms is compared when they are joined. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Malformed } from '../bytes/malformed.js';
import { readRegularFile } from '../bytes/regular-file.js';
import { type AppliedRule, toleranceSpec } from '../compare/tolerance-spec.js';
import { makeFolder } from '../host/make-folder.js';
import type { JudgedModel } from '../judge/judged-model.js';
import { partSchema } from '../noise/noise-cache.js';
import type { NoiseByLeaf } from '../noise/noise-floor.js';
import { appliedRules } from '../plan/resolve-rules.js';
import { isRun, type Trial } from '../trial/trial.js';
import { PRECISIONS } from '../types.js';
import { ownName } from '../values/correspondence.js';
import { readable } from '../values/stored-values.js';
import { writeValues } from '../values/value-folder.js';

/** Folder of the outputs in a delivery. */
export const OUTPUTS = 'outputs';
const INDEX = 'index.json';
const MOST_INDEX_BYTES = 64 * 2 ** 20;

const noise = z.record(
  z.string(),
  z.strictObject({
    sigma: z.number().min(0),
    peak: z.number().min(0),
    unit: z.number().positive(),
    parts: z.array(partSchema).readonly().optional(),
    double: z.boolean().optional(),
  }),
);
const rule: z.ZodType<AppliedRule> = z.union([toleranceSpec, z.strictObject({ 'part-of': z.string() })]);

const entrySchema = z.strictObject({
  runtime: z.string(),
  form: z.string(),
  case: z.string(),
  /** Its values, by the first form's names; a folder beside the index. */
  folder: z.string().regex(/^\d+$/),
  noise,
  tolerances: z.record(z.string(), rule),
  precision: z.enum(PRECISIONS),
});
const indexSchema = z.strictObject({ version: z.literal(1), model: z.string(), outputs: z.array(entrySchema) });

/** The outputs of one form of a cell for one case, and how they are judged. */
export interface DeliveredOutput extends z.infer<typeof entrySchema> {
  /** Folder with the values. */
  readonly path: string;
}

/** Keeps the outputs of the cells of a model that pass; what fails is red already. */
export async function deliverOutputs(trial: Trial, judged: JudgedModel, folder: string): Promise<void> {
  if ('fault' in trial) return;
  const { model } = trial.plan;
  const own = folderOf(folder, model.id);
  const entries: z.infer<typeof entrySchema>[] = [];
  const passed = new Set(judged.cells.flatMap(({ cell }) => (cell.state === 'pass' ? [cell.runtime] : [])));
  for (const cell of trial.cells) {
    if (!isRun(cell) || !passed.has(cell.plan.column.id)) continue;
    const { column, rules } = cell.plan;
    for (const form of cell.forms) {
      if (!('ran' in form)) continue;
      for (const { name, probe } of trial.staged.cases) {
        const values = probe === true ? undefined : await readable(form.ran.outputs.get(name));
        if (values === undefined) continue;
        const firsts = new Map(
          Object.keys(form.loaded.names).map((first) => [ownName(form.loaded.names, first), first]),
        );
        const byFirst = Object.fromEntries(
          Object.entries(values).map(([called, value]) => [firsts.get(called) ?? called, value]),
        );
        const place = String(entries.length);
        await writeValues(join(own, place), byFirst);
        entries.push({
          runtime: column.id,
          form: form.form.path,
          case: name,
          folder: place,
          noise: floorsOf(trial.noise?.[name] ?? {}),
          tolerances: appliedRules(rules, Object.keys(byFirst)),
          precision: column.precision,
        });
      }
    }
  }
  await makeFolder(own);
  await writeFile(join(own, INDEX), JSON.stringify({ version: 1, model: model.id, outputs: entries }));
}

function floorsOf(leaves: NoiseByLeaf): z.infer<typeof noise> {
  return Object.fromEntries(
    Object.entries(leaves).map(([leaf, { sigma, peak = sigma, unit, parts }]) => [leaf, { sigma, peak, unit, parts }]),
  );
}

/**
 * The outputs that a part delivered for a model; none where it delivered none.
 * @throws Malformed when they cannot be read
 */
export async function deliveredOutputs(folder: string, model: string): Promise<DeliveredOutput[]> {
  const own = folderOf(folder, model);
  const bytes = await readRegularFile(join(own, INDEX), MOST_INDEX_BYTES);
  let data: unknown;
  try {
    data = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Malformed('the index of the outputs is not JSON');
  }
  const parsed = indexSchema.safeParse(data);
  if (!parsed.success || parsed.data.model !== model)
    throw new Malformed('the index of the outputs does not belong to the model');
  return parsed.data.outputs.map((entry) => ({ ...entry, path: join(own, entry.folder) }));
}

/** An id may be any path: its digest is the same short name everywhere. */
function folderOf(folder: string, model: string): string {
  return join(folder, OUTPUTS, createHash('sha256').update(model).digest('hex').slice(0, 16));
}
