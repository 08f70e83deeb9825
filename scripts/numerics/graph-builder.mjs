// A few lines to write small ONNX models with: seeded weights, operators by name, no file of ours in the repository.
import { onnx } from '../../lib/onnx/proto/onnx.js';

const { AttributeType } = onnx.AttributeProto;
const FLOAT = 1;
const INT64 = 7;

/** Normally distributed numbers from a seed: xorshift32 (Marsaglia 2003) and Box-Muller. */
export function normal(seed) {
  let state = Math.imul(seed + 1, 0x9e3779b9) | 1;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/**
 * Collects a graph. Every method that makes a value returns its name.
 * @param {number} seed of the weights; each weight draws on its own name and the seed
 */
export function graphBuilder(seed) {
  const initializer = [];
  const node = [];
  let count = 0;
  const tensor = (dataType, dims, array) => {
    const name = `w${initializer.length}`;
    initializer.push({ name, dims, dataType, rawData: new Uint8Array(array.buffer) });
    return name;
  };
  const size = (shape) => shape.reduce((product, n) => product * n, 1);
  return {
    /** Normal weights with the given deviation, by default 1 / sqrt(inputs of a layer), around `mean`. */
    weight(shape, deviation = 1 / Math.sqrt(size(shape) / shape.at(-1)), mean = 0) {
      const draw = normal(seed * 7919 + initializer.length);
      return tensor(
        FLOAT,
        shape,
        Float32Array.from({ length: size(shape) }, () => mean + deviation * draw()),
      );
    },
    number: (value) => tensor(FLOAT, [], Float32Array.of(value)),
    integers: (values) => tensor(INT64, [values.length], BigInt64Array.from(values, BigInt)),
    op(opType, input, attributes = {}, outputs = 1) {
      const output = Array.from({ length: outputs }, () => `v${count++}`);
      const attribute = Object.entries(attributes).map(([name, value]) => attributeOf(name, value));
      node.push({ opType, name: `${opType}_${output[0].slice(1)}`, input, output, attribute });
      return outputs === 1 ? output[0] : output;
    },
    /** The bytes of the model; `outputs` maps a public name to the value and its shape. */
    finish(inputs, outputs) {
      const port = (name, shape) => ({
        name,
        type: { tensorType: { elemType: FLOAT, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } },
      });
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
          input: Object.entries(inputs).map(([name, shape]) => port(name, shape)),
          output: Object.entries(outputs).map(([name, { shape }]) => port(name, shape)),
          initializer,
          node: [...node, ...named],
        },
      }).finish();
    },
  };
}

/** `{ f: 1e-5 }` is a float, a plain number an integer, a list integers, a string a string. */
function attributeOf(name, value) {
  if (Array.isArray(value) && typeof value[0] === 'string')
    return { name, type: AttributeType.STRINGS, strings: value.map((text) => new TextEncoder().encode(text)) };
  if (Array.isArray(value)) return { name, type: AttributeType.INTS, ints: value };
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value };
  if (typeof value === 'string') return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) };
  return { name, type: AttributeType.FLOAT, f: value.f };
}
