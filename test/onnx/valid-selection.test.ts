import { expect, test } from 'vitest';
import { isValidSelection, type Selection } from '../../src/onnx/valid-selection.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor } from '../../src/tensor/tensor.js';

/** Box 1 covers box 0; the others stand alone. The first three have the same score, the last one a low one. */
const BOXES = [
  [0, 0, 1, 1],
  [0, 0, 1, 1.05],
  [2, 2, 3, 3],
  [9, 9, 8, 8],
];
const selection: Selection = {
  boxes: { numbers: Float32Array.from(BOXES.flat()), shape: [1, 4, 4] },
  scores: { numbers: Float32Array.from([0.9, 0.9, 0.9, 0.2]), shape: [1, 1, 4] },
  ...{ most: 4, overlap: 0.5, least: 0.1, isCentred: false },
};
const isValid = (chosen: readonly number[], change: Partial<Selection> = {}) => {
  const rows = BigInt64Array.from(chosen.flatMap((box) => [0n, 0n, BigInt(box)]));
  return isValidSelection(tensor('int64', [chosen.length, 3], bytesOf(rows)), { ...selection, ...change });
};

test.each([[[0, 2, 3]], [[1, 2, 3]], [[2, 1, 3]]])('%j: which of equal scores comes first is open', (chosen) => {
  expect(isValid(chosen)).toBe(true);
});

test.each([
  ['a lower score before a higher one', [3, 0, 2]],
  ['two that overlap', [0, 1, 2, 3]],
  ['one that nothing suppresses left out', [0, 2]],
  ['a box twice', [0, 2, 2, 3]],
  ['a box that there is not', [0, 2, 3, 4]],
])('%s is wrong', (_, chosen) => {
  expect(isValid(chosen)).toBe(false);
});

test('where only some may be selected, the others are left out', () => {
  expect(isValid([2], { most: 1 })).toBe(true);
  expect(isValid([3], { most: 1 })).toBe(false);
  expect(isValid([0, 2], { most: 1 })).toBe(false);
});

test('where scores are off by rounding, near ones are equal', () => {
  const near = { scores: { numbers: Float32Array.from([0.9, 0.5, 0.9000001, 0.2]), shape: [1, 1, 4] } };
  const rows = BigInt64Array.from([0n, 0n, 0n, 0n, 0n, 2n, 0n, 0n, 3n]);
  const made = tensor('int64', [3, 3], bytesOf(rows));
  expect(isValidSelection(made, { ...selection, ...near })).toBe(false);
  expect(isValidSelection(made, { ...selection, ...near }, { score: 1e-6, side: 0 })).toBe(true);
});
