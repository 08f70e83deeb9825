import { expect, test } from 'vitest';
import { isUndecided, type Moved } from '../../src/locate/undecided.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor } from '../../src/tensor/tensor.js';

const steps = (...values: number[]) => tensor('int8', [values.length], bytesOf(Int8Array.from(values)));
const labels = (...values: number[]) =>
  tensor('int64', [values.length], bytesOf(BigInt64Array.from(values.map(BigInt))));
const moved = (places: number[] | null, by = 1, counts: Moved['counts'] = [4, 4]): Moved => ({
  places: places && new Set(places),
  by,
  counts,
});
const ZEROS = steps(0, 0, 0, 0);
const NAMES = labels(3, 3, 3, 3);

test.each([
  ['where it moves, by a little more', ZEROS, moved([0, 1]), steps(1, -3, 0, 0), true],
  ['by far more', ZEROS, moved([0, 1]), steps(0, 92, 0, 0), false],
  ['in other places', ZEROS, moved([0]), steps(0, 0, 1, 1), false],
  [
    'nearly everywhere, where one place moves',
    steps(...Array<number>(8).fill(0)),
    moved([0]),
    steps(...Array<number>(8).fill(1)),
    false,
  ],
  ['another label, however far from it', NAMES, moved([2]), labels(3, 3, 9, 3), true],
  ['what never moves', ZEROS, null, steps(1, 0, 0, 0), false],
  ['of a size that it takes', NAMES, moved(null, 0, [3, 4]), labels(3, 3, 3), true],
  ['of one that it does not', NAMES, moved(null, 0, [3, 4]), labels(), false],
])('%s: rounding decides? %#', (_, value, change, other, expected) => {
  expect(isUndecided({ tensor: value, moved: change }, other)).toBe(expected);
});
