import { expect, test } from 'vitest';
import { seeded } from '../../../scripts/compatibility/seeded.js';
import { storageOf } from '../../../src/tensor/elements.js';

test.each(['float32', 'int32', 'int64'] as const)('%s tensors follow from their seed', (dtype) => {
  const one = seeded(dtype, [4, 8], 7, 64);
  expect([one.dtype, one.shape]).toEqual([dtype, [4, 8]]);
  expect(seeded(dtype, [4, 8], 7, 64).bytes).toEqual(one.bytes);
  expect(seeded(dtype, [4, 8], 8, 64).bytes).not.toEqual(one.bytes);
});

test('integers stay below their limit, floats are of size 1', () => {
  const ids = Array.from(storageOf(seeded('int64', [1000], 7, 64)), Number);
  expect(Math.min(...ids)).toBe(0);
  expect(Math.max(...ids)).toBe(63);
  const numbers = Array.from(storageOf(seeded('float32', [1000], 7)), Number);
  const square = numbers.reduce((sum, value) => sum + value * value, 0) / numbers.length;
  expect(square).toBeGreaterThan(0.8);
  expect(square).toBeLessThan(1.2);
});
