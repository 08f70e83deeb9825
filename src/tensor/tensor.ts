import { byteLength, type DType, type PackedDType } from './dtype.js';

/** Numbers: little-endian, row-major, packed. `bytes` may be a view into a larger buffer and need not be aligned. */
export interface PackedTensor {
  readonly kind: 'tensor';
  readonly dtype: PackedDType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

export interface StringTensor {
  readonly kind: 'tensor';
  readonly dtype: 'string';
  readonly shape: readonly number[];
  readonly strings: readonly string[];
}

export type Tensor = PackedTensor | StringTensor;

/** An input or output of a model: ONNX has sequences, maps and optionals besides tensors. */
export type Value =
  | Tensor
  | { readonly kind: 'sequence'; readonly items: readonly Value[] }
  | { readonly kind: 'map'; readonly keys: Tensor; readonly values: Value }
  | { readonly kind: 'absent' };

/** Named values: the inputs or the outputs of one run. */
export type Values = Readonly<Record<string, Value>>;

/** Product of the dimensions; a scalar (empty shape) has one element. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * A packed tensor over `bytes`.
 * @throws RangeError when there are not exactly as many bytes as dtype and shape need
 */
export function tensor(dtype: PackedDType, shape: readonly number[], bytes: Uint8Array): PackedTensor {
  const expected = byteLength(dtype, elementCount(shape));
  if (bytes.byteLength !== expected)
    throw new RangeError(`${describeType(dtype, shape)} needs ${expected} bytes, got ${bytes.byteLength}`);
  return { kind: 'tensor', dtype, shape, bytes };
}

/** @throws RangeError when there are not exactly as many strings as the shape needs */
export function stringTensor(shape: readonly number[], strings: readonly string[]): StringTensor {
  if (strings.length !== elementCount(shape))
    throw new RangeError(
      `${describeType('string', shape)} needs ${elementCount(shape)} strings, got ${strings.length}`,
    );
  return { kind: 'tensor', dtype: 'string', shape, strings };
}

/** `float32[1, 3, 64]`; a scalar is `float32[]`. */
export function describeType(dtype: DType, shape: readonly (number | string | null)[]): string {
  return `${dtype}[${shape.map((size) => size ?? '?').join(', ')}]`;
}
