/** One network, with its channels first in one file and last in the other. */
import { expect, test } from 'vitest';
import { resultsSchema } from '../../src/results/schema.js';
import { storageOf } from '../../src/tensor/elements.js';
import { transpose } from '../../src/tensor/transpose.js';
import { convModel, weight } from '../models/build-model.js';
import { buildTfliteConvModel } from '../models/build-tflite.js';
import { randomFloats } from '../models/random-floats.js';
import { portability, repository } from './cli.js';

/** The network of buildTfliteConvModel in ONNX: its weights have their axes in another order there. */
function channelsFirst(): Uint8Array {
  const random = (shape: readonly number[], salt: number, scale: number) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const values = randomFloats(1 + salt, count).map((value) => value * scale);
    return { kind: 'tensor', dtype: 'float32', shape, bytes: new Uint8Array(values.buffer) } as const;
  };
  const turned = (name: string, shape: readonly number[], axes: readonly number[], salt: number, scale = 0.3) => {
    const value = transpose(random(shape, salt, scale), axes);
    return weight(name, value.shape, storageOf(value) as Float32Array);
  };
  return convModel([
    turned('kernel', [8, 3, 3, 3], [0, 3, 1, 2], 1),
    turned('bias', [8], [0], 2),
    turned('head', [5, 8], [1, 0], 3, 2),
    turned('offset', [5], [0], 4),
  ]);
}

const forms = (layouts: string) => `runtimes: [onnxruntime-node, litert]
models:
  - forms: [conv.onnx, { path: conv.tflite${layouts} }]
`;

async function gate(layouts: string) {
  const root = await repository({
    'conv.onnx': channelsFirst(),
    'conv.tflite': buildTfliteConvModel(),
    'portability.yml': forms(layouts),
  });
  const { stdout, stderr } = await portability(['run', '--json', '-'], root);
  expect(stdout, stderr).not.toBe('');
  return resultsSchema.parse(JSON.parse(stdout)).cells.find(({ runtime }) => runtime === 'litert');
}

test('layouts of the config are applied to what goes in and undone in what comes out', async () => {
  const cell = await gate(', layouts: { image: [0, 2, 3, 1], features: [0, 2, 3, 1] }');
  expect([cell?.state, cell?.reason]).toEqual(['pass', null]);
  expect(cell?.outputs.map(({ name, shape }) => [name, shape])).toEqual([
    ['features', [1, 8, 16, 16]],
    ['scores', [1, 5]],
  ]);
});

test('without them nothing is transposed by guess', async () => {
  const cell = await gate('');
  expect([cell?.state, cell?.reason]).toEqual([
    'run-failed',
    expect.stringContaining('the model expects float32[1, 16, 16, 3]'),
  ]);
});
