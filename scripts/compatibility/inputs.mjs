import { randomFor } from '../../lib/golden/random.js';

const ARRAYS = { float32: Float32Array, int32: Int32Array };

/**
 * A seeded tensor: floats of mean 0 and variance 1, or integers below `limit`.
 * @param {'float32' | 'int32' | 'int64'} dtype
 * @param {readonly number[]} shape
 * @param {number} seed
 * @param {number} [limit]
 */
export function seeded(dtype, shape, seed, limit = 2) {
  const random = randomFor(seed, shape.join(' '));
  const count = shape.reduce((product, size) => product * size, 1);
  const numbers = Array.from({ length: count }, () =>
    dtype === 'float32' ? random.normal() : random.integer(0, limit),
  );
  const array = dtype === 'int64' ? BigInt64Array.from(numbers, BigInt) : ARRAYS[dtype].from(numbers);
  return { kind: 'tensor', dtype, shape, bytes: new Uint8Array(array.buffer) };
}
