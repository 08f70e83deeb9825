import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTfjsModel } from '../../../src/formats/tfjs/tfjs-model.js';
import { folderOf } from '../../discover/repository.js';
import {
  buildTfjsConvModel,
  buildTfjsLayersModel,
  TFJS_SHARD,
  tfjsConvWeights,
  tfjsLayersWeights,
  tfjsOneOperator,
} from '../../models/build-tfjs.js';

type Json = Record<string, unknown>;
const parsed = (bytes: Uint8Array): Json => JSON.parse(Buffer.from(bytes).toString());
const read = (model: Uint8Array | string | object, files: Record<string, Uint8Array | string> = {}) => {
  const text = typeof model === 'string' || model instanceof Uint8Array ? model : JSON.stringify(model);
  return readTfjsModel(folderOf({ 'model.json': text, ...files }));
};
const faultOf = (model: ReturnType<typeof read>) => ('fault' in model ? [model.fault.what, model.fault.why] : null);
const float32 = (shape: readonly (number | null)[] | null) => ({ kind: 'tensor', dtype: 'float32', shape });

test('a graph goes by its signature, with the tensors behind it as second names', () => {
  expect(read(buildTfjsConvModel(), { [TFJS_SHARD]: tfjsConvWeights() })).toMatchObject({
    kind: 'graph',
    signature: {
      inputs: [{ name: 'image', type: float32([1, 16, 16, 3]) }],
      outputs: [
        { name: 'features', type: float32([1, 14, 14, 8]) },
        { name: 'scores', type: float32([1, 4]) },
      ],
    },
    tensorNames: { image: 'image:0', features: 'relu:0', scores: 'softmax:0' },
    shards: [TFJS_SHARD],
    operators: [
      { domain: '', type: 'Conv2D', count: 1 },
      { domain: '', type: 'MatMul', count: 1 },
      { domain: '', type: 'Mean', count: 1 },
      { domain: '', type: 'Placeholder', count: 1 },
      { domain: '', type: 'Relu', count: 1 },
      { domain: '', type: 'Softmax', count: 1 },
    ],
  });
});

test('without a signature, from the placeholders to what nothing follows', () => {
  const { signature: _, ...model } = parsed(tfjsOneOperator('int32') ?? new Uint8Array());
  expect(read(model)).toMatchObject({
    signature: {
      inputs: [{ name: 'x', type: { kind: 'tensor', dtype: 'int32', shape: [2, null] } }],
      outputs: [{ name: 'out', type: { kind: 'tensor', dtype: 'int32', shape: null } }],
    },
  });
});

test('64-bit integers are the 32-bit ones that TensorFlow.js has', () => {
  const text = Buffer.from(tfjsOneOperator('int32') ?? []).toString();
  expect(read(text.replaceAll('DT_INT32', 'DT_INT64'))).toMatchObject({
    signature: { inputs: [{ type: { dtype: 'int32' } }] },
  });
});

test('a network of layers goes by their names', () => {
  expect(read(buildTfjsLayersModel(), { [TFJS_SHARD]: tfjsLayersWeights() })).toMatchObject({
    kind: 'layers',
    signature: {
      inputs: [{ name: 'dense_input', type: float32([null, 3]) }],
      outputs: [{ name: 'last', type: float32(null) }],
    },
    operators: [{ domain: '', type: 'Dense', count: 2 }],
  });
});

test('a network with several ends has all of them, in its order', () => {
  const layer = (class_name: string, name: string, config = {}) => ({ class_name, name, config: { name, ...config } });
  const model = {
    modelTopology: {
      class_name: 'Functional',
      config: {
        layers: [
          layer('InputLayer', 'b', { batch_input_shape: [null, 2], dtype: 'int32' }),
          layer('InputLayer', 'a', { batch_input_shape: [null, 4], dtype: 'float32' }),
          layer('Concatenate', 'out'),
        ],
        input_layers: [
          ['a', 0, 0],
          ['b', 0, 0],
        ],
        output_layers: ['out', 0, 0],
      },
    },
    weightsManifest: [],
  };
  expect(read(model)).toMatchObject({
    signature: {
      inputs: [
        { name: 'a', type: float32([null, 4]) },
        { name: 'b', type: { kind: 'tensor', dtype: 'int32', shape: [null, 2] } },
      ],
      outputs: [{ name: 'out' }],
    },
  });
});

const withPaths = (paths: readonly string[]) => ({
  ...parsed(buildTfjsConvModel()),
  weightsManifest: [
    { paths, weights: [{ name: 'w', shape: [2, 2], dtype: 'float32', quantization: { dtype: 'uint8' } }] },
  ],
});

test.each([
  [
    'cut off',
    Buffer.from(buildTfjsConvModel().subarray(0, 300)),
    ['the file is truncated or not JSON', expect.any(String)],
  ],
  ['empty', '', ['the file is empty', undefined]],
  [
    'something else',
    '{"modelTopology": 1}',
    ['the file is not a TensorFlow.js model', expect.stringMatching(/weightsManifest/)],
  ],
  ['without weights', withPaths(['w.bin']), ['its weight file "w.bin" is missing', undefined]],
  ['outside', withPaths(['../w.bin']), [expect.stringMatching(/outside the model's folder/), expect.any(String)]],
  ['absolute', withPaths(['/etc/hostname']), [expect.stringMatching(/outside the model's folder/), expect.any(String)]],
  [
    'an unknown type',
    Buffer.from(tfjsOneOperator('int32') ?? [])
      .toString()
      .replaceAll('DT_INT32', 'DT_VARIANT'),
    ['the file is truncated or damaged', expect.stringMatching(/^the element type of x is DT_VARIANT/)],
  ],
])('a model that is %s is a fault, in words', (_, model, fault) => {
  expect(faultOf(read(model))).toEqual(fault);
});

test('weights that are too short are a fault, quantised ones are as short as they say', () => {
  expect(faultOf(read(withPaths(['w.bin']), { 'w.bin': 'abc' }))).toEqual([
    'its weights in w.bin are truncated',
    'they need 4 bytes, the files have 3 bytes',
  ]);
  expect(read(withPaths(['w.bin']), { 'w.bin': 'abcd' })).toMatchObject({ shards: ['w.bin'] });
});

test('a link is not followed', () => {
  const folder = folderOf({ 'model.json': JSON.stringify(withPaths(['w.bin'])) });
  symlinkSync('/etc/hostname', join(folder, 'w.bin'));
  expect(faultOf(readTfjsModel(folder))).toEqual([
    'its weight file "w.bin" is reached through a symbolic link',
    'links can lead out of the repository',
  ]);
});
