import { onnx } from '../../src/onnx/proto/onnx.js';
import { elementCount } from '../../src/tensor/tensor.js';

const { AttributeType } = onnx.AttributeProto;
const FLOAT = 1;
const UINT8 = 2;
const INT8 = 3;
const INT32 = 6;
const INT64 = 7;

type Shape = readonly number[];
/** Name of a value in the graph. */
type Name = string;
/** Sizes of an input or an output; a text is a symbol. */
type Sizes = readonly (number | string)[];
/** `{ f: 1e-5 }` is a float, a plain number an integer, a list integers, a text a string. */
type Attribute = number | string | readonly number[] | { readonly f: number };

/** Numbers between 0 and 1 from a seed: xorshift32 (Marsaglia 2003). */
function uniform(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b9) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
}

/** Normally distributed numbers from a seed: Box-Muller. */
export function normal(seed: number): () => number {
  const draw = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw());
}

/** Builds a small ONNX model: seeded weights, operators by name. What creates a value returns its name. */
export interface GraphBuilder {
  /** Normally distributed weights around `mean`; the default deviation is 1 / sqrt(inputs of a layer). */
  weight(shape: Shape, deviation?: number, mean?: number): Name;
  number(value: number): Name;
  integers(values: readonly number[]): Name;
  /** Weights in 8 bits, evenly distributed from `-most` to `most`. */
  int8(shape: Shape, most: number): Name;
  /** A zero point of a quantiser. */
  zeroPoint(value: number, type: 'uint8' | 'int8'): Name;
  int32(values: readonly number[]): Name;
  /** @param shape a list by default */
  floats(values: readonly number[] | Float32Array, shape?: Shape): Name;
  /** An operator with one output. */
  op(type: string, inputs: readonly Name[], attributes?: Readonly<Record<string, Attribute>>): Name;
  /** The bytes of the model. Inputs are float32 of that shape; `outputs` names values and their shapes. */
  finish(
    inputs: Readonly<Record<Name, Sizes>>,
    outputs: Readonly<Record<Name, { readonly value: Name; readonly shape: Sizes }>>,
  ): Uint8Array;
}

/** @param seed of the weights; each weight depends on the seed and its own position */
export function graphBuilder(seed: number): GraphBuilder {
  const initializer: onnx.TensorProto.$Properties[] = [];
  const node: onnx.NodeProto.$Properties[] = [];
  const constant = (
    dataType: number,
    dims: Shape,
    array: Float32Array | Int32Array | BigInt64Array | Int8Array | Uint8Array,
  ) => {
    const name = `w${initializer.length}`;
    initializer.push({ name, dims: [...dims], dataType, rawData: new Uint8Array(array.buffer) });
    return name;
  };
  return {
    weight(shape, deviation = 1 / Math.sqrt(elementCount(shape.slice(0, -1))), mean = 0) {
      const draw = normal(seed * 7919 + initializer.length);
      const values = Float32Array.from({ length: elementCount(shape) }, () => mean + deviation * draw());
      return constant(FLOAT, shape, values);
    },
    int8(shape, most) {
      const draw = uniform(seed * 7919 + initializer.length);
      const values = Int8Array.from({ length: elementCount(shape) }, () => Math.floor(draw() * (2 * most + 1)) - most);
      return constant(INT8, shape, values);
    },
    zeroPoint: (value, type) =>
      type === 'uint8' ? constant(UINT8, [], Uint8Array.of(value)) : constant(INT8, [], Int8Array.of(value)),
    number: (value) => constant(FLOAT, [], Float32Array.of(value)),
    integers: (values) => constant(INT64, [values.length], BigInt64Array.from(values, BigInt)),
    int32: (values) => constant(INT32, [values.length], Int32Array.from(values)),
    floats: (values, shape = [values.length]) => constant(FLOAT, shape, Float32Array.from(values)),
    op(opType, input, attributes = {}) {
      const output = `v${node.length}`;
      const attribute = Object.entries(attributes).map(([name, value]) => attributeOf(name, value));
      node.push({ opType, name: `${opType}_${node.length}`, input: [...input], output: [output], attribute });
      return output;
    },
    finish(inputs, outputs) {
      const named = Object.entries(outputs).map(([name, { value }]) => ({
        opType: 'Identity',
        name: `Identity_${name}`,
        input: [value],
        output: [name],
      }));
      return onnx.ModelProto.encode({
        irVersion: 8,
        producerName: 'model-portability-gate',
        opsetImport: [{ domain: '', version: 17 }],
        graph: {
          name: 'numerics',
          input: Object.entries(inputs).map(([name, shape]) => portOf(name, shape)),
          output: Object.entries(outputs).map(([name, { shape }]) => portOf(name, shape)),
          initializer,
          node: [...node, ...named],
        },
      }).finish();
    },
  };
}

function portOf(name: string, shape: Sizes): onnx.ValueInfoProto.$Properties {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
}

function attributeOf(name: string, value: Attribute): onnx.AttributeProto.$Properties {
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value };
  if (typeof value === 'string') return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) };
  return 'f' in value
    ? { name, type: AttributeType.FLOAT, f: value.f }
    : { name, type: AttributeType.INTS, ints: [...value] };
}
