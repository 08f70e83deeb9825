import { expect, test } from 'vitest';
import { stillLeaves } from '../../../src/compare/pairing/still-leaves.js';
import { bytesOf } from '../../../src/tensor/elements.js';
import { stringTensor, tensor, type Values } from '../../../src/tensor/tensor.js';

const floats = (...values: number[]) => tensor('float32', [values.length], bytesOf(Float32Array.from(values)));
const integers = (...values: number[]) => tensor('int32', [values.length], bytesOf(Int32Array.from(values)));
const still = (first: Values, other: Values, noise = {}) => stillLeaves(first, other, noise);

test('an output that stays is still, one that moves is not', () => {
  expect(still({ a: floats(1, 2), b: floats(1, 2) }, { a: floats(1, 2), b: floats(1, 2.5) })).toEqual(['a']);
});

test('movement within rounding is none; the noise floor says how much that is', () => {
  const [first, other] = [{ a: floats(1, 2) }, { a: floats(1, 2.00001) }];
  expect(still(first, other)).toEqual([]);
  expect(still(first, other, { a: { sigma: 1e-5, unit: 2 ** -24 } })).toEqual(['a']);
});

test('integers and strings are still when they are equal', () => {
  const words = (word: string) => ({ a: stringTensor([1], [word]) });
  expect(still({ a: integers(3) }, { a: integers(3) })).toEqual(['a']);
  expect(still({ a: integers(3) }, { a: integers(4) })).toEqual([]);
  expect(still(words('cat'), words('cat'))).toEqual(['a']);
  expect(still(words('cat'), words('dog'))).toEqual([]);
});

test('another shape, another place of NaN and empty outputs are no sign of a constant', () => {
  expect(still({ a: floats(1) }, { a: floats(1, 1) })).toEqual([]);
  expect(still({ a: floats(1, Number.NaN) }, { a: floats(Number.NaN, 1) })).toEqual([]);
  expect(still({ a: floats() }, { a: floats() })).toEqual([]);
  expect(still({ a: floats(1) }, {})).toEqual([]);
});
