/** Small ONNX models made on the spot, so that no binary lies in the repository. */

import { onnx } from '../../src/onnx/proto/onnx.js';
import { DTYPES, type DType, type PackedDType } from '../../src/tensor/dtype.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { randomFloats } from './random-floats.js';

/** A node's attribute with its kind spelled out: ONNX tells 1 and 1.0 apart. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly string: string };

export interface NodeSpec {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly name?: string;
  readonly domain?: string;
}

export interface PortSpec {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly (number | string)[];
}

export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: PackedDType;
  /** Little-endian, row-major. */
  readonly bytes: Uint8Array;
}

export interface ModelSpec {
  readonly inputs: readonly PortSpec[];
  readonly outputs: readonly PortSpec[];
  readonly nodes: readonly NodeSpec[];
  readonly weights?: readonly WeightSpec[];
  /** Default 17, which every runtime knows. */
  readonly opset?: number;
  readonly irVersion?: number;
}

const ONNX_TYPES: Partial<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
};

function onnxType(dtype: DType): number {
  const type = ONNX_TYPES[dtype];
  if (type === undefined) throw new RangeError(`no ONNX type for ${dtype} (known dtypes: ${Object.keys(DTYPES)})`);
  return type;
}

function attributeProto(name: string, value: Attribute): onnx.AttributeProto.$Properties {
  const { AttributeType } = onnx.AttributeProto;
  if ('int' in value) return { name, type: AttributeType.INT, i: value.int };
  if ('ints' in value) return { name, type: AttributeType.INTS, ints: [...value.ints] };
  if ('float' in value) return { name, type: AttributeType.FLOAT, f: value.float };
  if ('floats' in value) return { name, type: AttributeType.FLOATS, floats: [...value.floats] };
  return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value.string) };
}

function portProto({ name, dtype, shape }: PortSpec): onnx.ValueInfoProto.$Properties {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: onnxType(dtype), shape: { dim } } } };
}

/** The bytes of an ONNX file. */
export function buildModel(spec: ModelSpec): Uint8Array {
  const message: onnx.ModelProto.$Properties = {
    irVersion: spec.irVersion ?? 8,
    producerName: 'portability-test',
    opsetImport: [{ domain: '', version: spec.opset ?? 17 }],
    graph: {
      name: 'graph',
      input: spec.inputs.map(portProto),
      output: spec.outputs.map(portProto),
      initializer: (spec.weights ?? []).map(({ name, shape, dtype, bytes }) => ({
        name,
        dims: [...shape],
        dataType: onnxType(dtype),
        rawData: bytes,
      })),
      node: spec.nodes.map(({ op, inputs, outputs, attributes = {}, name, domain = '' }) => ({
        opType: op,
        domain,
        name: name ?? `/${op}_${outputs[0] ?? ''}`,
        input: [...inputs],
        output: [...outputs],
        attribute: Object.entries(attributes).map(([key, value]) => attributeProto(key, value)),
      })),
    },
  };
  return onnx.ModelProto.encode(message).finish();
}

/** A float32 weight of the given values. */
export function weight(name: string, shape: readonly number[], values: ArrayLike<number>): WeightSpec {
  return { name, shape, dtype: 'float32', bytes: bytesOf(Float32Array.from(values)) };
}

function randomWeight(name: string, shape: readonly number[], seed: number): WeightSpec {
  const count = shape.reduce((product, size) => product * size, 1);
  const fanIn = Math.max(1, count / (shape[0] ?? 1));
  return weight(
    name,
    shape,
    randomFloats(seed, count).map((value) => value / Math.sqrt(fanIn)),
  );
}

/**
 * A dense net: `x` float32[N, 8] → `hidden` float32[N, 16] = tanh(x·W1 + b1), `logits` float32[N, 4] = hidden·W2.
 * Another seed gives another model of the same signature.
 */
export function buildDenseModel(seed = 1): Uint8Array {
  return buildModel({
    inputs: [{ name: 'x', dtype: 'float32', shape: ['N', 8] }],
    outputs: [
      { name: 'hidden', dtype: 'float32', shape: ['N', 16] },
      { name: 'logits', dtype: 'float32', shape: ['N', 4] },
    ],
    weights: [
      randomWeight('W1', [8, 16], seed),
      randomWeight('b1', [16], seed + 1),
      randomWeight('W2', [16, 4], seed + 2),
    ],
    nodes: [
      { op: 'MatMul', inputs: ['x', 'W1'], outputs: ['xW1'] },
      { op: 'Add', inputs: ['xW1', 'b1'], outputs: ['biased'] },
      { op: 'Tanh', inputs: ['biased'], outputs: ['hidden'] },
      { op: 'MatMul', inputs: ['hidden', 'W2'], outputs: ['logits'] },
    ],
  });
}

/**
 * A small image net: `image` float32[1, 3, 16, 16] → `features` float32[1, 8, 16, 16] (convolution, ReLU) and
 * `scores` float32[1, 5] (global average pool, Gemm, Softmax).
 */
export function buildConvModel(seed = 1): Uint8Array {
  return convModel([
    randomWeight('kernel', [8, 3, 3, 3], seed),
    randomWeight('bias', [8], seed + 1),
    randomWeight('head', [8, 5], seed + 2),
    randomWeight('offset', [5], seed + 3),
  ]);
}

/** The network of `buildConvModel` with these weights: `kernel`, `bias`, `head` and `offset`. */
export function convModel(weights: readonly WeightSpec[]): Uint8Array {
  return buildModel({
    inputs: [{ name: 'image', dtype: 'float32', shape: [1, 3, 16, 16] }],
    outputs: [
      { name: 'features', dtype: 'float32', shape: [1, 8, 16, 16] },
      { name: 'scores', dtype: 'float32', shape: [1, 5] },
    ],
    weights,
    nodes: [
      {
        op: 'Conv',
        inputs: ['image', 'kernel', 'bias'],
        outputs: ['convolved'],
        attributes: { kernel_shape: { ints: [3, 3] }, pads: { ints: [1, 1, 1, 1] } },
      },
      { op: 'Relu', inputs: ['convolved'], outputs: ['features'] },
      { op: 'GlobalAveragePool', inputs: ['features'], outputs: ['pooled'] },
      { op: 'Flatten', inputs: ['pooled'], outputs: ['flat'], attributes: { axis: { int: 1 } } },
      { op: 'Gemm', inputs: ['flat', 'head', 'offset'], outputs: ['gemm'] },
      { op: 'Softmax', inputs: ['gemm'], outputs: ['scores'], attributes: { axis: { int: -1 } } },
    ],
  });
}
