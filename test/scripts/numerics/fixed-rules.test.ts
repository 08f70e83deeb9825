import { expect, test } from 'vitest';
import { accepted, acceptedPair, fixedRules } from '../../../scripts/numerics/fixed-rules.js';
import { stringTensor, tensor } from '../../../src/tensor/tensor.js';

const floats = (...values: number[]) =>
  tensor('float32', [values.length], new Uint8Array(Float32Array.from(values).buffer));
const acceptedBy = (reference: number[], candidate: number[]) => {
  const by = accepted(floats(...reference), floats(...candidate));
  return fixedRules.filter((_, index) => by[index]).map(({ name }) => name);
};
const ALL = fixedRules.map(({ name }) => name);

test.each([
  ['equal numbers', [1, -2, 0], [1, -2, 0], ALL],
  ['zeros', [0, 0], [0, 0], ALL],
  ['a rounding', [1], [1 + 2 ** -23], ALL],
  ['1e-4 of a number of size 1', [1], [1.0001], ALL.filter((name) => /ONNX|allclose 1e-3|cosine/.test(name))],
  ['1e-4 beside zero', [0, 1], [1e-4, 1], ['allclose 1e-3 / 1e-3', 'cosine ≥ 0.999']],
  ['a direction that is kept', [1, 2], [2, 4], ['cosine ≥ 0.999']],
  ['a direction that is lost', [1, 0], [0, 1], []],
  ['a NaN in the same place', [Number.NaN, 1], [Number.NaN, 1], ALL],
  ['a NaN that comes', [1, 1], [Number.NaN, 1], []],
  ['an infinity of the other sign', [Number.POSITIVE_INFINITY, 1], [Number.NEGATIVE_INFINITY, 1], []],
])('%s', (_, reference, candidate, names) => {
  expect(acceptedBy(reference, candidate)).toEqual(names);
});

test('integers and strings must be equal', () => {
  const ids = (...values: number[]) => tensor('int8', [values.length], Uint8Array.from(values));
  const all = (accepts: boolean) => fixedRules.map(() => accepts);
  expect(accepted(ids(1, 2), ids(1, 2))).toEqual(all(true));
  expect(accepted(ids(1, 2), ids(1, 3))).toEqual(all(false));
  expect(accepted(stringTensor([1], ['a']), stringTensor([1], ['a']))).toEqual(all(true));
  expect(accepted(stringTensor([1], ['a']), stringTensor([1], ['b']))).toEqual(all(false));
});

test('another structure is accepted by none', () => {
  const reference = floats(1);
  expect(acceptedPair({ kind: 'mismatch', name: 'y', reference, reason: 'another shape' })).not.toContain(true);
  expect(acceptedPair({ kind: 'nothing', name: 'y', type: 'absent' })).not.toContain(false);
  expect(acceptedPair({ kind: 'tensors', name: 'y', reference, candidate: floats(1) })).not.toContain(false);
});
