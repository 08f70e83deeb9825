import fc from 'fast-check';
import { z } from 'zod';
import { toleranceSpec } from '../../src/compare/tolerance-spec.js';
import { type CaseInput, compareCase } from '../../src/judge/compare-case.js';
import { byteLength, DTYPES, type PackedDType } from '../../src/tensor/dtype.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { elementCount, type PackedTensor, tensor, type Value } from '../../src/tensor/tensor.js';

export const PACKED = Object.keys(DTYPES).filter((name): name is PackedDType => name !== 'string');
export const FLOATS = PACKED.filter((name) => DTYPES[name].kind === 'float' || DTYPES[name].kind === 'complex');

export function f32(values: readonly number[], shape: readonly number[] = [values.length]): PackedTensor {
  return tensor('float32', shape, bytesOf(Float32Array.from(values)));
}

export function f64(values: readonly number[], shape: readonly number[] = [values.length]): PackedTensor {
  return tensor('float64', shape, bytesOf(Float64Array.from(values)));
}

export function i64(values: readonly bigint[], shape: readonly number[] = [values.length]): PackedTensor {
  return tensor('int64', shape, bytesOf(BigInt64Array.from(values)));
}

export function bools(values: readonly boolean[]): PackedTensor {
  return tensor('bool', [values.length], Uint8Array.from(values, Number));
}

/** A tensor of any dtype and small shape with any bits, NaNs and infinities included. */
export const anyTensor: fc.Arbitrary<PackedTensor> = fc
  .tuple(fc.constantFrom(...PACKED), fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }))
  .chain(([dtype, shape]) => bitsOf(dtype, shape));

export function bitsOf(dtype: PackedDType, shape: readonly number[]): fc.Arbitrary<PackedTensor> {
  const size = byteLength(dtype, elementCount(shape));
  return fc.uint8Array({ minLength: size, maxLength: size }).map((bytes) => tensor(dtype, shape, bytes));
}

const applied = z.union([toleranceSpec, z.strictObject({ 'part-of': z.string() })]);

export const NOISE = { sigma: 1e-7, unit: 2 ** -24 };

/** A case's input with tolerances as the config writes them. */
type Inputs = Partial<Omit<CaseInput, 'tolerances'>> & { readonly tolerances?: Record<string, unknown> };

/** Compares single outputs called `y`, or whatever is given instead. */
export function compare(reference: Value, candidate: Value, more: Inputs = {}) {
  const { tolerances = {}, ...rest } = more;
  return compareCase({
    case: 'c',
    form: 'm.onnx',
    reference: { y: reference },
    candidate: { y: candidate },
    expectedOutputs: ['y'],
    names: {},
    noise: {},
    tolerances: Object.fromEntries(Object.entries(tolerances).map(([name, rule]) => [name, applied.parse(rule)])),
    precision: 'f32',
    ...rest,
  });
}

/** The one result of comparing two values. */
export function judge(reference: Value, candidate: Value, more: Inputs = {}) {
  const { outputs } = compare(reference, candidate, more);
  const [only] = outputs;
  if (only === undefined || outputs.length !== 1) throw new Error(`${outputs.length} results`);
  return only;
}
