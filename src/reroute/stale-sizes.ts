/** Sizes that an ONNX file states of the values inside it, and that a run shows to be wrong. */
import { basename, join } from 'node:path';
import { committed } from '../convert/loadable.js';
import type { Form } from '../discover/form.js';
import type { StagedModel } from '../golden/stage-cases.js';
import { ONNX_NUMBERS } from '../onnx/data-type.js';
import { editStatedSizes } from '../onnx/edit-stated-sizes.js';
import { contradicts, statedSizes } from '../onnx/stated-sizes.js';
import type { ModelPlan } from '../plan/plan.js';
import { casesFor, type RuntimePool } from '../run/run-request.js';
import type { Value } from '../tensor/tensor.js';
import type { Dimension } from '../types.js';
import { readable } from '../values/stored-values.js';

/** A value with the sizes that the file states, and those that it has. */
export interface StaleSize {
  readonly name: string;
  readonly stated: readonly Dimension[];
  readonly found: readonly number[];
  readonly isOutput: boolean;
}

export interface StaleSizesContext {
  readonly pool: RuntimePool;
  readonly folder: string;
}

/** Values whose sizes are looked at in one run; a graph with more is looked at in part. */
const MOST_VALUES = 4096;
/** Begins the names of the outputs that the looked-at copy has in addition. */
const ADDED = 'portability/sizes/';

/**
 * What the form states wrongly, as the runtime that its noise floor is measured on shows: a copy that states nothing is run
 * on the first case, with the sizes of every inner value as outputs of its own. Nothing where that is not possible: only
 * what is seen is stale.
 */
export async function staleSizesOf(
  form: Form,
  { model, noise }: Pick<ModelPlan, 'model' | 'noise'>,
  { cases }: StagedModel,
  { pool, folder }: StaleSizesContext,
): Promise<StaleSize[]> {
  const onnx = 'fault' in form.content ? undefined : form.content.onnx;
  const graph = onnx?.graph.graph;
  const [first] = cases;
  if (graph == null || noise === null || first === undefined) return [];
  const stated = statedSizes(graph).slice(0, MOST_VALUES);
  if (stated.length === 0) return [];
  const copy = join(folder, 'stated-sizes', 'looked-at', basename(form.absolute));
  editStatedSizes(form.absolute, copy, {
    open: new Set(stated.flatMap(({ name, isOutput }) => (isOutput ? [name] : []))),
    nodes: stated.map(({ name }, index) => ({ opType: 'Shape', input: [name], output: [`${ADDED}${index}`] })),
    outputs: stated.map((_, index) => ({
      name: `${ADDED}${index}`,
      type: { tensorType: { elemType: ONNX_NUMBERS.int64 } },
    })),
  });
  const own = committed(form);
  const ran = await pool.run({
    title: `${model.id}: sizes of its inner values`,
    column: noise.column,
    model: { ...own, path: copy, files: filesWith(form, copy) },
    format: 'onnx',
    cases: casesFor(own, [first]),
    folder: join(folder, 'stated-sizes', 'sizes'),
  });
  const values = ran.failure === null ? await readable(ran.outputs.get(first.name)) : undefined;
  return stated.flatMap((one, index) => {
    const found = shapeFrom(values?.[`${ADDED}${index}`]);
    if (found === null || !contradicts(one, found)) return [];
    return [{ name: one.name, stated: one.shape, found, isOutput: one.isOutput }];
  });
}

/** The files of a form with a copy in place of its graph. */
export function filesWith(form: Form, copy: string): Form['files'] {
  return form.files.map((file) => (file.from === form.absolute ? { ...file, from: copy } : file));
}

function shapeFrom(value: Value | undefined): number[] | null {
  if (value?.kind !== 'tensor' || value.dtype !== 'int64') return null;
  const { bytes, shape } = value;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: shape[0] ?? 0 }, (_, axis) => Number(view.getBigInt64(8 * axis, true)));
}
