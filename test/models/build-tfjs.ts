/** Models of TensorFlow.js, written by hand: a description in JSON and the bytes of the weights. */
import type { DType } from '../../src/tensor/dtype.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { randomFloats } from './random-floats.js';

/** The file with the weights of `buildTfjsConvModel`. */
export const TFJS_SHARD = 'group1-shard1of1.bin';

const TYPES: Partial<Record<DType, string>> = {
  float32: 'DT_FLOAT',
  int32: 'DT_INT32',
  bool: 'DT_BOOL',
  string: 'DT_STRING',
};

type Shape = readonly number[];
const shapeOf = (shape: Shape) => ({ dim: shape.map((size) => ({ size: String(size) })) });
const info = (name: string, dtype: string, shape: Shape) => ({ name: `${name}:0`, dtype, tensorShape: shapeOf(shape) });
const placeholder = (name: string, type: string, shape: Shape) => ({
  name,
  op: 'Placeholder',
  attr: { dtype: { type }, shape: { shape: shapeOf(shape) } },
});

/** `image` float32[1, 16, 16, 3] → `features` float32[1, 14, 14, 8] and `scores` float32[1, 4]. */
export function buildTfjsConvModel(): Uint8Array {
  const f32 = { T: { type: 'DT_FLOAT' } };
  const constant = (name: string) => ({ name, op: 'Const', attr: { dtype: { type: 'DT_FLOAT' } } });
  return model({
    signature: {
      inputs: { image: info('image', 'DT_FLOAT', [1, 16, 16, 3]) },
      outputs: {
        features: info('relu', 'DT_FLOAT', [1, 14, 14, 8]),
        scores: info('softmax', 'DT_FLOAT', [1, 4]),
      },
    },
    modelTopology: {
      node: [
        placeholder('image', 'DT_FLOAT', [1, 16, 16, 3]),
        constant('kernel'),
        { name: 'axes', op: 'Const', attr: { dtype: { type: 'DT_INT32' } } },
        constant('dense'),
        {
          name: 'conv',
          op: 'Conv2D',
          input: ['image', 'kernel'],
          attr: {
            ...f32,
            strides: { list: { i: ['1', '1', '1', '1'] } },
            dilations: { list: { i: ['1', '1', '1', '1'] } },
            padding: { s: Buffer.from('VALID').toString('base64') },
            data_format: { s: Buffer.from('NHWC').toString('base64') },
          },
        },
        { name: 'relu', op: 'Relu', input: ['conv'], attr: f32 },
        { name: 'mean', op: 'Mean', input: ['relu', 'axes'], attr: { ...f32, keep_dims: { b: false } } },
        { name: 'matmul', op: 'MatMul', input: ['mean', 'dense'], attr: f32 },
        { name: 'softmax', op: 'Softmax', input: ['matmul'], attr: f32 },
      ],
      versions: { producer: 1, minConsumer: 1 },
    },
    weightsManifest: [
      {
        paths: [TFJS_SHARD],
        weights: [
          { name: 'kernel', shape: [3, 3, 3, 8], dtype: 'float32' },
          { name: 'dense', shape: [8, 4], dtype: 'float32' },
          { name: 'axes', shape: [2], dtype: 'int32' },
        ],
      },
    ],
  });
}

export function tfjsConvWeights(): Uint8Array {
  return Buffer.concat([bytesOf(randomFloats(1, 216)), bytesOf(randomFloats(2, 32)), bytesOf(Int32Array.of(1, 2))]);
}

/** `x` dtype → `y` through one operator; null where TensorFlow.js has no such type. */
export function tfjsOneOperator(dtype: DType, op = 'Identity', shape: Shape = [2, -1]): Uint8Array | null {
  const type = TYPES[dtype];
  if (type === undefined) return null;
  return model({
    signature: { inputs: { x: info('x', type, shape) }, outputs: { y: info('out', type, shape) } },
    modelTopology: {
      node: [placeholder('x', type, shape), { name: 'out', op, input: ['x'], attr: { T: { type } } }],
      versions: { producer: 1, minConsumer: 1 },
    },
    weightsManifest: [],
  });
}

/** A network of two layers of Keras: `dense_input` float32[?, 3] → `last`. Its weights are `layersWeights`. */
export function buildTfjsLayersModel(): Uint8Array {
  const dense = (name: string, units: number, rest = {}) => ({
    class_name: 'Dense',
    config: { name, units, activation: 'tanh', use_bias: false, dtype: 'float32', ...rest },
  });
  return Buffer.from(
    JSON.stringify({
      format: 'layers-model',
      modelTopology: {
        keras_version: '2.15.0',
        backend: 'tensorflow',
        model_config: {
          class_name: 'Sequential',
          config: {
            name: 'net',
            layers: [dense('dense', 2, { batch_input_shape: [null, 3] }), dense('last', 1)],
          },
        },
      },
      weightsManifest: [
        {
          paths: [TFJS_SHARD],
          weights: [
            { name: 'dense/kernel', shape: [3, 2], dtype: 'float32' },
            { name: 'last/kernel', shape: [2, 1], dtype: 'float32' },
          ],
        },
      ],
    }),
  );
}

export function tfjsLayersWeights(): Uint8Array {
  return bytesOf(randomFloats(5, 8));
}

function model(content: object): Uint8Array {
  return Buffer.from(JSON.stringify({ format: 'graph-model', generatedBy: 'test', convertedBy: 'test', ...content }));
}
