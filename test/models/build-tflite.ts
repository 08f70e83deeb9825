/** Small TensorFlow Lite models made on the spot, written by the FlatBuffers library and so not by what reads them. */
import { Builder } from 'flatbuffers';
import type { DType, PackedDType } from '../../src/tensor/dtype.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { randomFloats } from './random-floats.js';

/** Numbers of the enum TensorType. */
const TYPES: Partial<Record<DType, number>> = {
  float32: 0,
  float16: 1,
  int32: 2,
  uint8: 3,
  int64: 4,
  string: 5,
  bool: 6,
  int16: 7,
  complex64: 8,
  int8: 9,
  float64: 10,
  complex128: 11,
  uint64: 12,
  uint32: 15,
  uint16: 16,
  bfloat16: 18,
};

/** Numbers of the enum BuiltinOperator. */
const OPERATORS = {
  CONV_2D: 3,
  FULLY_CONNECTED: 9,
  RESHAPE: 22,
  RNN: 24,
  SOFTMAX: 25,
  CUSTOM: 32,
  MEAN: 40,
  NEG: 59,
  GELU: 150,
};

export interface TfliteTensor {
  readonly name: string;
  readonly dtype: DType;
  /** -1: left open. */
  readonly shape: readonly number[];
  /** Of a constant, little-endian. */
  readonly bytes?: Uint8Array;
  /** Number of an element type, for those that no value can have. */
  readonly type?: number;
  /** Keeps what an operator puts there from one run to the next. */
  readonly variable?: true;
}

export interface TfliteOperator {
  readonly op: keyof typeof OPERATORS;
  /** Of a custom operator. */
  readonly custom?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The table of options: its number in the union, and its fields in order, those with their default as null. */
  readonly options?: { readonly type: number; readonly fields: readonly OptionField[] };
}
type OptionField = { readonly int8: number } | { readonly int32: number } | { readonly float: number } | null;

export interface TfliteSpec {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Its names → tensors. */
  readonly signatures?: readonly {
    readonly key: string;
    readonly inputs: Readonly<Record<string, string>>;
    readonly outputs: Readonly<Record<string, string>>;
  }[];
}

export function buildTflite(spec: TfliteSpec): Uint8Array {
  const flat = new Builder(1024);
  const indexOf = (name: string) => spec.tensors.findIndex((tensor) => tensor.name === name);
  const indices = (names: readonly string[]) => int32s(flat, names.map(indexOf));
  // Buffer 0 is empty by convention: tensors without numbers point at it.
  const buffers = [
    table(flat, []),
    ...spec.tensors.map(({ bytes }) =>
      table(flat, [bytes === undefined ? null : offset(flat.createByteVector(bytes))]),
    ),
  ];
  const tensors = spec.tensors.map(({ name, dtype, shape, type, bytes, variable }, index) =>
    table(flat, [
      offset(
        int32s(
          flat,
          shape.map((size) => Math.max(size, 1)),
        ),
      ),
      { int8: type ?? TYPES[dtype] ?? 0 },
      { uint32: bytes === undefined ? 0 : index + 1 },
      offset(flat.createString(name)),
      null,
      variable === undefined ? null : { int8: 1 },
      null,
      shape.includes(-1) ? offset(int32s(flat, shape)) : null,
      { int8: 1 },
    ]),
  );
  const codes = spec.operators.map(({ op, custom }) =>
    table(flat, [
      { int8: Math.min(OPERATORS[op], 127) },
      custom === undefined ? null : offset(flat.createString(custom)),
      { int32: 1 },
      { int32: OPERATORS[op] },
    ]),
  );
  const operators = spec.operators.map(({ inputs, outputs, options }, index) =>
    table(flat, [
      { uint32: index },
      offset(indices(inputs)),
      offset(indices(outputs)),
      options === undefined ? null : { int8: options.type },
      options === undefined ? null : offset(table(flat, options.fields)),
    ]),
  );
  const graph = table(flat, [
    offset(vector(flat, tensors)),
    offset(indices(spec.inputs)),
    offset(indices(spec.outputs)),
    offset(vector(flat, operators)),
  ]);
  const maps = (ends: Readonly<Record<string, string>>) =>
    vector(
      flat,
      Object.entries(ends).map(([name, tensor]) =>
        table(flat, [offset(flat.createString(name)), { uint32: indexOf(tensor) }]),
      ),
    );
  const signatures = (spec.signatures ?? []).map(({ key, inputs, outputs }) =>
    table(flat, [offset(maps(inputs)), offset(maps(outputs)), offset(flat.createString(key))]),
  );
  flat.finish(
    table(flat, [
      { uint32: 3 },
      offset(vector(flat, codes)),
      offset(vector(flat, [graph])),
      null,
      offset(vector(flat, buffers)),
      null,
      null,
      signatures.length === 0 ? null : offset(vector(flat, signatures)),
    ]),
    'TFL3',
  );
  return flat.asUint8Array();
}

type Field = OptionField | { readonly uint32: number } | { readonly offset: number };

const offset = (at: number): Field => ({ offset: at });

/** Everything that a table points at is written before it. */
function table(flat: Builder, fields: readonly Field[]): number {
  flat.startObject(fields.length);
  for (const [number, field] of fields.entries()) {
    if (field === null) continue;
    if ('offset' in field) flat.addFieldOffset(number, field.offset, 0);
    else if ('float' in field) flat.addFieldFloat32(number, field.float, 0);
    else if ('int8' in field) flat.addFieldInt8(number, field.int8, 0);
    else flat.addFieldInt32(number, 'int32' in field ? field.int32 : field.uint32, 0);
  }
  return flat.endObject();
}

function vector(flat: Builder, offsets: readonly number[]): number {
  flat.startVector(4, offsets.length, 4);
  for (const at of [...offsets].reverse()) flat.addOffset(at);
  return flat.endVector();
}

function int32s(flat: Builder, numbers: readonly number[]): number {
  flat.startVector(4, numbers.length, 4);
  for (const number of [...numbers].reverse()) flat.addInt32(number);
  return flat.endVector();
}

const SIGNATURE = 'serving_default';

/** `x` dtype[2, N] → `y`, the same: a Reshape, which copies elements of every type. */
export function tfliteIdentity(dtype: DType, shape: readonly number[] = [2, -1]): Uint8Array {
  return buildTflite({
    tensors: [
      { name: 'in', dtype, shape },
      { name: 'shape', dtype: 'int32', shape: [2], bytes: bytesOf(Int32Array.of(2, -1)) },
      { name: 'out', dtype, shape },
    ],
    operators: [{ op: 'RESHAPE', inputs: ['in', 'shape'], outputs: ['out'] }],
    inputs: ['in'],
    outputs: ['out'],
    signatures: [{ key: SIGNATURE, inputs: { x: 'in' }, outputs: { y: 'out' } }],
  });
}

/** `x` → `y` through one operator without options; without a signature, so that the tensors' names count. */
export function tfliteOneOperator(
  op: TfliteOperator['op'],
  shape: readonly number[],
  custom?: string,
  dtype: PackedDType = 'float32',
): Uint8Array {
  return buildTflite({
    tensors: [
      { name: 'x', dtype, shape },
      { name: 'y', dtype, shape },
    ],
    operators: [{ op, inputs: ['x'], outputs: ['y'], ...(custom === undefined ? {} : { custom }) }],
    inputs: ['x'],
    outputs: ['y'],
  });
}

/**
 * A small image net, channels last: `image` float32[1, 16, 16, 3] → `features` float32[1, 16, 16, 8] (convolution, ReLU)
 * and `scores` float32[1, 5] (mean over the image, a dense layer, Softmax). The file lists its outputs in another order
 * than its signature.
 */
export function buildTfliteConvModel(seed = 1): Uint8Array {
  const floats = (shape: readonly number[], salt: number, scale: number) =>
    bytesOf(
      randomFloats(
        seed + salt,
        shape.reduce((product, size) => product * size, 1),
      ).map((value) => value * scale),
    );
  const weight = (name: string, shape: readonly number[], salt: number, scale = 0.3): TfliteTensor => ({
    name,
    dtype: 'float32',
    shape,
    bytes: floats(shape, salt, scale),
  });
  const value = (name: string, shape: readonly number[]): TfliteTensor => ({ name, dtype: 'float32', shape });
  return buildTflite({
    tensors: [
      value('serving_default_image:0', [1, 16, 16, 3]),
      weight('kernel', [8, 3, 3, 3], 1),
      weight('bias', [8], 2),
      value('StatefulPartitionedCall:0', [1, 16, 16, 8]),
      { name: 'axes', dtype: 'int32', shape: [2], bytes: bytesOf(Int32Array.of(1, 2)) },
      value('pooled', [1, 8]),
      weight('head', [5, 8], 3, 2),
      weight('offset', [5], 4),
      value('dense', [1, 5]),
      value('StatefulPartitionedCall:1', [1, 5]),
    ],
    operators: [
      {
        op: 'CONV_2D',
        inputs: ['serving_default_image:0', 'kernel', 'bias'],
        outputs: ['StatefulPartitionedCall:0'],
        // Padding SAME, strides 1, ReLU, dilation 1.
        options: { type: 1, fields: [null, { int32: 1 }, { int32: 1 }, { int8: 1 }, { int32: 1 }, { int32: 1 }] },
      },
      {
        op: 'MEAN',
        inputs: ['StatefulPartitionedCall:0', 'axes'],
        outputs: ['pooled'],
        options: { type: 27, fields: [null] },
      },
      {
        op: 'FULLY_CONNECTED',
        inputs: ['pooled', 'head', 'offset'],
        outputs: ['dense'],
        options: { type: 8, fields: [null] },
      },
      {
        op: 'SOFTMAX',
        inputs: ['dense'],
        outputs: ['StatefulPartitionedCall:1'],
        options: { type: 9, fields: [{ float: 1 }] },
      },
    ],
    inputs: ['serving_default_image:0'],
    outputs: ['StatefulPartitionedCall:1', 'StatefulPartitionedCall:0'],
    signatures: [
      {
        key: SIGNATURE,
        inputs: { image: 'serving_default_image:0' },
        outputs: { features: 'StatefulPartitionedCall:0', scores: 'StatefulPartitionedCall:1' },
      },
    ],
  });
}

/** `x` float32[1, 1] → `y` = x + the `y` of the run before, a state that the model keeps to itself. */
export function buildTfliteRecurrentModel(): Uint8Array {
  const one = bytesOf(Float32Array.of(1));
  return buildTflite({
    tensors: [
      { name: 'x', dtype: 'float32', shape: [1, 1] },
      { name: 'weight', dtype: 'float32', shape: [1, 1], bytes: one },
      { name: 'recurrent weight', dtype: 'float32', shape: [1, 1], bytes: one },
      { name: 'bias', dtype: 'float32', shape: [1], bytes: new Uint8Array(4) },
      { name: 'state', dtype: 'float32', shape: [1, 1], variable: true },
      { name: 'y', dtype: 'float32', shape: [1, 1] },
    ],
    operators: [
      {
        op: 'RNN',
        inputs: ['x', 'weight', 'recurrent weight', 'bias', 'state'],
        outputs: ['y'],
        options: { type: 6, fields: [null] },
      },
    ],
    inputs: ['x'],
    outputs: ['y'],
  });
}
