import { assertNever } from '../../src/errors.js';
import { randomFor } from '../../src/golden/random.js';
import { elementCount, type PackedTensor } from '../../src/tensor/tensor.js';

export type SeededType = 'float32' | 'int32' | 'int64';

/** A seeded tensor: floats of mean 0 and variance 1, or integers below `limit`. */
export function seeded(dtype: SeededType, shape: readonly number[], seed: number, limit = 2): PackedTensor {
  const random = randomFor(seed, shape.join(' '));
  const numbers = Array.from({ length: elementCount(shape) }, () =>
    dtype === 'float32' ? random.normal() : random.integer(0, limit),
  );
  return { kind: 'tensor', dtype, shape, bytes: new Uint8Array(arrayOf(dtype, numbers).buffer) };
}

function arrayOf(dtype: SeededType, numbers: readonly number[]): Float32Array | Int32Array | BigInt64Array {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(numbers);
    case 'int32':
      return Int32Array.from(numbers);
    case 'int64':
      return BigInt64Array.from(numbers, BigInt);
    default:
      return assertNever(dtype);
  }
}
