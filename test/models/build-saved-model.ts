/** Small SavedModels made on the spot: graphs of a few operators whose weights are constants, in TensorFlow's messages. */
import protobuf from 'protobufjs';
import type { DType } from '../../src/tensor/dtype.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { randomFloats } from './random-floats.js';

/** Numbers of the enum DataType. */
const TYPES: Partial<Record<DType, number>> = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  int16: 5,
  int8: 6,
  string: 7,
  complex64: 8,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  uint16: 17,
  complex128: 18,
  float16: 19,
  uint32: 22,
  uint64: 23,
};

type Field = readonly [number: number, value: number | string | Uint8Array];

/** A protobuf message: numbers as varints, texts and messages with their length. */
function message(...fields: readonly Field[]): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const [number, value] of fields) {
    if (typeof value === 'number') writer.uint32(number * 8).int64(value);
    else if (typeof value === 'string') writer.uint32(number * 8 + 2).string(value);
    else writer.uint32(number * 8 + 2).bytes(value);
  }
  return writer.finish();
}

const shapeProto = (shape: readonly number[]) => message(...shape.map((size): Field => [2, message([1, size])]));
const entry = (key: string, value: Uint8Array) => message([1, key], [2, value]);

/** Attributes of a node, by what stands in the message AttrValue. */
export const attribute = {
  function: (name: string) => message([10, message([1, name])]),
  type: (dtype: number) => message([6, dtype]),
  shape: (shape: readonly number[]) => message([7, shapeProto(shape)]),
  text: (text: string) => message([2, text]),
  ints: (numbers: readonly number[]) => message([1, message(...numbers.map((one): Field => [3, one]))]),
  tensor: (dtype: number, shape: readonly number[], bytes: Uint8Array) =>
    message([8, message([1, dtype], [2, shapeProto(shape)], [4, bytes])]),
};

interface Node {
  readonly name: string;
  readonly op: string;
  readonly inputs?: readonly string[];
  readonly attributes?: Readonly<Record<string, Uint8Array>>;
}

export interface SavedModelEnd {
  readonly tensor: string;
  readonly dtype: DType;
  /** -1: left open; null: not even the rank is known. */
  readonly shape: readonly number[] | null;
  /** Number of an element type, for those that no value can have. */
  readonly type?: number;
}

export interface SavedModelSpec {
  readonly nodes: readonly Node[];
  /** By name. */
  readonly functions?: Readonly<Record<string, readonly Node[]>>;
  /** The tensor that TensorFlow asks for to save the variables. */
  readonly saver?: string;
  readonly signatures: Readonly<
    Record<
      string,
      {
        readonly inputs: Readonly<Record<string, SavedModelEnd>>;
        readonly outputs: Readonly<Record<string, SavedModelEnd>>;
      }
    >
  >;
}

/** The content of `saved_model.pb`: all that a SavedModel without variables needs. */
export function buildSavedModel({ nodes, functions = {}, saver, signatures }: SavedModelSpec): Uint8Array {
  const nodeProto = ({ name, op, inputs = [], attributes = {} }: Node) =>
    message(
      [1, name],
      [2, op],
      ...inputs.map((input): Field => [3, input]),
      ...Object.entries(attributes).map(([key, value]): Field => [5, entry(key, value)]),
    );
  const library = Object.entries(functions).map(
    ([name, body]): Field => [1, message([1, message([1, name])], ...body.map((node): Field => [3, nodeProto(node)]))],
  );
  const graph = message(
    ...nodes.map((node): Field => [1, nodeProto(node)]),
    ...(library.length > 0 ? [[2, message(...library)] as const] : []),
    [4, message([1, 1882])],
  );
  const ends = (number: number, all: Readonly<Record<string, SavedModelEnd>>) =>
    Object.entries(all).map(
      ([name, { tensor, dtype, shape, type }]): Field => [
        number,
        entry(
          name,
          message(
            [1, tensor],
            [2, type ?? TYPES[dtype] ?? 0],
            [3, shape === null ? message([3, 1]) : shapeProto(shape)],
          ),
        ),
      ],
    );
  const metaGraph = message(
    [1, message([4, 'serve'], [5, '2.21.0'])],
    [2, graph],
    ...(saver === undefined ? [] : [[3, message([2, saver])] as const]),
    ...Object.entries(signatures).map(
      ([key, { inputs, outputs }]): Field => [
        5,
        entry(key, message(...ends(1, inputs), ...ends(2, outputs), [3, 'tensorflow/serving/predict'])),
      ],
    ),
  );
  return message([1, 1], [2, metaGraph]);
}

/** `x` dtype[2, N] → `y` through one operator with one input; Identity when nothing else is said. */
export function savedModelOneOperator(dtype: DType, op = 'Identity', shape: readonly number[] = [2, -1]): Uint8Array {
  const type = TYPES[dtype] ?? 0;
  return buildSavedModel({
    nodes: [
      {
        name: 'serving_default_x',
        op: 'Placeholder',
        attributes: { dtype: attribute.type(type), shape: attribute.shape(shape) },
      },
      { name: 'result', op, inputs: ['serving_default_x'], attributes: { T: attribute.type(type) } },
    ],
    signatures: {
      serving_default: {
        inputs: { x: { tensor: 'serving_default_x:0', dtype, shape } },
        outputs: { y: { tensor: 'result:0', dtype, shape } },
      },
    },
  });
}

/**
 * A small image net, channels last: `image` float32[1, 16, 16, 3] → `features` float32[1, 16, 16, 8] (convolution, ReLU)
 * and `scores` float32[1, 5] (mean over the image, a matrix product, Softmax).
 */
export function buildSavedConvModel(seed = 1): Uint8Array {
  const float = { T: attribute.type(1) };
  const constant = (name: string, dtype: DType, shape: readonly number[], bytes: Uint8Array): Node => ({
    name,
    op: 'Const',
    attributes: {
      dtype: attribute.type(TYPES[dtype] ?? 0),
      value: attribute.tensor(TYPES[dtype] ?? 0, shape, bytes),
    },
  });
  return buildSavedModel({
    nodes: [
      {
        name: 'image',
        op: 'Placeholder',
        attributes: { dtype: attribute.type(1), shape: attribute.shape([1, 16, 16, 3]) },
      },
      constant('kernel', 'float32', [3, 3, 3, 8], bytesOf(randomFloats(seed, 216))),
      constant('axes', 'int32', [2], bytesOf(Int32Array.of(1, 2))),
      constant('head', 'float32', [8, 5], bytesOf(randomFloats(seed + 1, 40))),
      {
        name: 'convolved',
        op: 'Conv2D',
        inputs: ['image', 'kernel'],
        attributes: { ...float, strides: attribute.ints([1, 1, 1, 1]), padding: attribute.text('SAME') },
      },
      { name: 'relu', op: 'Relu', inputs: ['convolved'], attributes: float },
      { name: 'pooled', op: 'Mean', inputs: ['relu', 'axes'], attributes: { ...float, Tidx: attribute.type(3) } },
      { name: 'dense', op: 'MatMul', inputs: ['pooled', 'head'], attributes: float },
      { name: 'softmax', op: 'Softmax', inputs: ['dense'], attributes: float },
    ],
    signatures: {
      serving_default: {
        inputs: { image: { tensor: 'image:0', dtype: 'float32', shape: [1, 16, 16, 3] } },
        outputs: {
          scores: { tensor: 'softmax:0', dtype: 'float32', shape: [1, 5] },
          features: { tensor: 'relu:0', dtype: 'float32', shape: [1, 16, 16, 8] },
        },
      },
    },
  });
}
