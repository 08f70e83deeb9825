import { expect, test } from 'vitest';
import { rolled, stackRows, takeAlong } from '../../src/probe/rows.js';
import { bytesOf, storageOf } from '../../src/tensor/elements.js';
import { stringTensor, type Tensor, tensor } from '../../src/tensor/tensor.js';

const bytes = (shape: readonly number[], ...values: number[]) => tensor('uint8', shape, Uint8Array.from(values));
const list = (value: Tensor) => (value.dtype === 'string' ? [...value.strings] : Array.from(storageOf(value), Number));

test.each([
  [0, [1], [1, 3], [4, 5, 6]],
  [0, [1, 0, 1], [3, 3], [4, 5, 6, 1, 2, 3, 4, 5, 6]],
  [1, [2], [2, 1], [3, 6]],
  [1, [0, 0], [2, 2], [1, 1, 4, 4]],
])('takes along axis %i the positions %j', (axis, positions, shape, expected) => {
  const taken = takeAlong(bytes([2, 3], 1, 2, 3, 4, 5, 6), axis, positions);
  expect(taken.shape).toEqual(shape);
  expect(list(taken)).toEqual(expected);
});

test('what was taken apart along an axis is stacked together again', () => {
  const whole = tensor('float32', [2, 3, 2], bytesOf(Float32Array.from({ length: 12 }, (_, index) => index / 4)));
  for (const axis of [0, 1, 2]) {
    const rows = Array.from({ length: whole.shape[axis] ?? 0 }, (_, row) => takeAlong(whole, axis, [row]));
    expect(list(stackRows(rows, axis))).toEqual(list(whole));
  }
  const words = stringTensor([2, 2], ['a', 'b', 'c', 'd']);
  const columns = [0, 1].map((column) => takeAlong(words, 1, [column]));
  expect(stackRows(columns, 1)).toEqual(words);
});

test('rolling keeps the elements and moves them', () => {
  expect(list(rolled(bytes([4], 1, 2, 3, 4), 1))).toEqual([4, 1, 2, 3]);
  expect(list(rolled(bytes([4], 1, 2, 3, 4), 9))).toEqual([4, 1, 2, 3]);
  expect(list(rolled(stringTensor([3], ['a', 'b', 'c']), 2))).toEqual(['b', 'c', 'a']);
  expect(list(rolled(bytes([0]), 3))).toEqual([]);
});
