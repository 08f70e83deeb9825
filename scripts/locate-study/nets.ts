import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recipes } from '../../src/config/recipe.js';
import { graphBuilder } from '../numerics/graph-builder.js';
import { type RealModel, realModels } from '../numerics/real-models.js';
import { seededModels } from '../numerics/seeded-models.js';

/** A network into which faults are injected. */
export interface StudyNet {
  readonly id: string;
  readonly real: boolean;
  /** Its ONNX file. */
  build(): Uint8Array;
  /** Recipes for its inputs. */
  readonly inputs: Recipes;
}

const NORMAL = (...names: string[]): Recipes => Object.fromEntries(names.map((name) => [name, { normal: [0, 1] }]));
const SEEDED: readonly { readonly id: string; readonly inputs: Recipes }[] = [
  { id: 'conv-net', inputs: NORMAL('image') },
  { id: 'transformer', inputs: NORMAL('x') },
  { id: 'lstm', inputs: NORMAL('x') },
  { id: 'deep-mlp', inputs: NORMAL('x') },
];
/** Those whose pictures and recipes need no other file. */
const REAL = ['basic-pitch', 'swift-f0', 'silero-vad'];

/** Down and up again, as in segmentation: pooling, padding on one side, resizing, a transposed convolution, a skip. */
function upNet(seed: number): Uint8Array {
  const g = graphBuilder(seed);
  const conv = (x: string, inputs: number, outputs: number, pads: readonly number[]) =>
    g.op('Conv', [x, g.weight([outputs, inputs, 3, 3], 1 / Math.sqrt(inputs * 9)), g.weight([outputs], 0.1)], {
      kernel_shape: [3, 3],
      pads,
    });
  const norm = (x: string, n: number) =>
    g.op('InstanceNormalization', [x, g.weight([n], 0.1, 1), g.weight([n], 0.1)], { epsilon: { f: 1e-5 } });
  const first = g.op('LeakyRelu', [norm(conv('image', 3, 8, [1, 1, 1, 1]), 8)], { alpha: { f: 0.1 } });
  const down = g.op('AveragePool', [first], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
  const deep = g.op('HardSwish', [norm(conv(down, 8, 16, [0, 0, 2, 2]), 16)]);
  const low = g.op('MaxPool', [deep], { kernel_shape: [2, 2], strides: [2, 2] });
  const mixed = g.op('Sigmoid', [conv(low, 16, 16, [1, 1, 1, 1])]);
  const up = g.op('ConvTranspose', [mixed, g.weight([16, 16, 2, 2], 1 / 8)], { kernel_shape: [2, 2], strides: [2, 2] });
  const joined = g.op('Concat', [up, deep], { axis: 1 });
  const last = conv(joined, 32, 4, [1, 1, 1, 1]);
  return g.finish({ image: [1, 3, 32, 32] }, { y: { value: g.op('Tanh', [last]), shape: [1, 4, 16, 16] } });
}

/** A chain of a thousand nodes: matrix product, addition, activation, and the sum with what was before. */
export const longNet: StudyNet = {
  id: 'chain',
  real: false,
  build() {
    const g = graphBuilder(22);
    let x = 'x';
    for (let layer = 0; layer < 250; layer++) {
      const product = g.op('MatMul', [x, g.weight([16, 16])]);
      const hidden = g.op('Tanh', [g.op('Add', [product, g.weight([16], 0.1)])]);
      x = layer === 0 ? hidden : g.op('Add', [x, g.op('Mul', [hidden, g.number(0.1)])]);
    }
    return g.finish({ x: [4, 16] }, { y: { value: x, shape: [4, 16] } });
  },
  inputs: NORMAL('x'),
};

/** @param development folder with the pretrained networks; without them when left out */
export function studyNets(development?: string): StudyNet[] {
  const seeded = SEEDED.flatMap(({ id, inputs }) => {
    const model = seededModels.find((one) => one.id === id);
    return model === undefined ? [] : [{ id, real: false, build: () => model.build(), inputs }];
  });
  const own: StudyNet = { id: 'up-net', real: false, build: () => upNet(21), inputs: NORMAL('image') };
  const real = development === undefined ? [] : realModels.filter(({ id }) => REAL.includes(id));
  return [...seeded, own, ...real.map((model) => realNet(model, development ?? ''))];
}

function realNet({ id, file, inputs }: RealModel, development: string): StudyNet {
  return { id, real: true, build: () => readFileSync(join(development, file)), inputs: inputs(0) };
}
