/** Models that a baseline or goldens expect and that are gone: deleting a file must not turn a red cell green. */
import { createHash } from 'node:crypto';
import { join, posix } from 'node:path';
import type { Baseline } from './baseline/lock-schema.js';
import type { Model } from './discover/discover-models.js';
import type { Fault } from './types.js';

/**
 * A model with a fault for every id of the baseline and every folder of goldens that has none.
 * @param files the committed files, as paths relative to the root
 */
export function missingModels(
  root: string,
  models: readonly Model[],
  files: readonly string[],
  baseline: Baseline,
): Model[] {
  const ids = new Set(models.map(({ id }) => id));
  const known = [...baseline.models.map(({ id }) => id), ...baseline.cells.map(({ model }) => model)];
  const expected = new Map<string, Fault>();
  for (const [id, folder] of orphans(models, files))
    if (!ids.has(id))
      expected.set(id, {
        what: `no committed model is called ${JSON.stringify(id)}, but its goldens are still in ${folder}`,
        next: `restore the model, or remove ${folder}${elsewhere(id, folder, models)}`,
      });
  for (const id of [...known, ...baseline.approvals.map(({ model }) => model)])
    if (!ids.has(id))
      expected.set(id, {
        what: `no committed model is called ${JSON.stringify(id)}, but the baseline has results of it`,
        next: 'restore the model or, if it was removed or renamed on purpose, remove it from the baseline: `portability run --update-baseline`',
      });
  return [...expected].map(([id, fault]) => goneModel(root, id, fault));
}

/** The model of that name in a folder has its goldens in a folder as well. */
function elsewhere(id: string, folder: string, models: readonly Model[]): string {
  const named = models.filter((model) => model.id.endsWith(`/${id}`));
  const [only] = named;
  if (only === undefined || named.length > 1 || !folder.startsWith('golden/')) return '';
  return `; if they are those of ${only.id}, call it golden/${only.id}`;
}

function goneModel(root: string, id: string, fault: Fault): Model {
  const sha256 = createHash('sha256').digest('hex');
  const content = { format: null, fault } as const;
  const form = { path: id, absolute: join(root, id), files: [], names: {}, sha256, bytes: 0, content };
  return { id, forms: [form], entry: { inputs: {}, dims: {}, outputs: {} }, gone: true };
}

const GOLDEN =
  /\.(npz|safetensors)$|\.(inputs|outputs)\.json$|\/(inputs|outputs)\/.+\.npy$|\/test_data_set_\d+\/(input|output)_\d+\.pb$/;

/** Folders of goldens in the default places that belong to no model and to no other committed file, by id. */
function orphans(models: readonly Model[], files: readonly string[]): Map<string, string> {
  const stems = new Set(files.flatMap((path) => [path, path.replace(/\.[^./]*$/, '')]));
  const used = models.flatMap(({ id, entry, forms: [{ path }] }) => [
    `golden/${id}`,
    `${path.replace(/\.[^./]*$/, '')}.golden`,
    ...(entry.golden === undefined ? [] : [posix.normalize(entry.golden)]),
  ]);
  const found = new Map<string, string>();
  for (const file of files) {
    if (!GOLDEN.test(file) || used.some((folder) => file.startsWith(`${folder.replace(/\/$/, '')}/`))) continue;
    const [, beside] = /^(.+)\.golden\//.exec(file) ?? [];
    const [, below] =
      /^golden\/(.+)\/[^/]+$/.exec(
        file.replace(/\/[^/]+\/(inputs|outputs)\/.*$|\/test_data_set_\d+\/[^/]+$/, '/case'),
      ) ?? [];
    const id = beside ?? below;
    if (id === undefined || isStem(id, stems)) continue;
    found.set(id, beside === undefined ? `golden/${id}` : `${beside}.golden`);
  }
  return found;
}

/** A file, or a folder, of that name: a model that this configuration leaves out. */
function isStem(id: string, stems: ReadonlySet<string>): boolean {
  return stems.has(id) || [...stems].some((path) => path.startsWith(`${id}/`));
}
