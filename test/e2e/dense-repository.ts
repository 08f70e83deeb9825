import { InferenceSession, Tensor } from 'onnxruntime-node';
import { buildDenseModel } from '../models/build-model.js';
import { randomFloats } from '../models/random-floats.js';

/** The files of a repository with one model and its golden case. */
export type Files = Readonly<Record<string, Uint8Array | string>>;

/**
 * A dense model with one golden case.
 * @param seeds other seeds for model and goldens make a model that does not do what its goldens say
 */
export async function denseRepository(seeds: { readonly model: number; readonly golden: number }): Promise<Files> {
  const x = randomFloats(11, 16);
  const session = await InferenceSession.create(buildDenseModel(seeds.golden));
  const { hidden, logits } = await session.run({ x: new Tensor('float32', x, [2, 8]) });
  await session.release();
  return {
    'models/dense.onnx': buildDenseModel(seeds.model),
    'models/dense.golden/rows.inputs.json': golden({ x: [[2, 8], x] }),
    'models/dense.golden/rows.outputs.json': golden({
      hidden: [[2, 16], hidden?.data],
      logits: [[2, 4], logits?.data],
    }),
  };
}

function golden(tensors: Readonly<Record<string, readonly [readonly number[], unknown]>>): string {
  const entries = Object.entries(tensors).map(([name, [shape, data]]) => {
    if (!(data instanceof Float32Array)) throw new Error(`${name} is no float32 tensor`);
    return [name, { dtype: 'float32', shape, data: [...data] }] as const;
  });
  return JSON.stringify(Object.fromEntries(entries));
}
