import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorDistribution } from '../../../src/compare/kernel/error-distribution.js';
import { elementCount } from '../../../src/tensor/tensor.js';
import { bitsOf, f32, i64, PACKED } from '../tensors.js';

const zeros = (shape: readonly number[]) => new Array<number>(elementCount(shape)).fill(0);

/** A tensor of ones in which some elements are off. */
function off(shape: readonly number[], places: readonly number[], by = 1) {
  const candidate = zeros(shape).map((_, place) => (places.includes(place) ? 1 + by : 1));
  return errorDistribution(f32(zeros(shape).fill(1), shape), f32(candidate, shape), 2 ** -10);
}

describe('sizes', () => {
  test('elements by the power of two of their error, in units of the noise floor', () => {
    const { unit, unitIs, equal, notFinite, sizes } = errorDistribution(
      f32([0, 0, 0, 0, 0]),
      f32([0, 0.25, 0.3, 1, -16]),
      0.25,
    );
    expect({ unit, unitIs, equal, notFinite }).toEqual({ unit: 0.25, unitIs: 'noise', equal: 1, notFinite: 0 });
    expect(sizes).toEqual([
      { exponent: 0, count: 2 },
      { exponent: 2, count: 1 },
      { exponent: 6, count: 1 },
    ]);
  });

  test('without a noise floor, in spacings of float32 at the largest value', () => {
    const { unit, unitIs } = errorDistribution(f32([3, 0]), f32([3, 1]), null);
    expect({ unit, unitIs }).toEqual({ unit: 2 ** -22, unitIs: 'ulp' });
  });

  test('integers are off by steps', () => {
    const { unit, unitIs, sizes } = errorDistribution(i64([1n, 2n]), i64([1n, 6n]), null);
    expect({ unit, unitIs, sizes }).toEqual({ unit: 1, unitIs: 'step', sizes: [{ exponent: 2, count: 1 }] });
  });

  test('what is not finite on both sides is counted apart, NaN for NaN is equal', () => {
    const { equal, notFinite, map } = errorDistribution(
      f32([NaN, Infinity, Infinity, 1, 1]),
      f32([NaN, Infinity, -Infinity, NaN, 1]),
      1,
    );
    expect({ equal, notFinite, largest: map?.largest }).toEqual({
      equal: 3,
      notFinite: 2,
      largest: [[null, null, Infinity, Infinity, null]],
    });
  });
});

test('magnitudes: errors by the power of ten of the value that they are errors of', () => {
  const { magnitudes } = errorDistribution(f32([0, 0.5, 100, 150, 7]), f32([1, 1, 104, 152, 7]), 0.5);
  expect(magnitudes).toEqual([
    { exponent: -12, count: 1, largest: 2 },
    { exponent: -1, count: 1, largest: 1 },
    { exponent: 2, count: 2, largest: 8 },
  ]);
});

describe('map', () => {
  test.each([
    ['a wrong channel', [1, 3, 4, 5], [20, 25, 33, 39], [1, 3]],
    ['a border', [1, 3, 4, 5], [0, 1, 2, 3, 4, 20, 21, 22, 23, 24, 40, 41, 42, 43, 44], [2, 3]],
    ['one axis', [1, 7, 1], [3], [1]],
  ])('%s is seen along the axes on which it varies', (_, shape, places, axes) => {
    expect(off(shape, places).map?.axes).toEqual(axes);
  });

  test('a part has the exponent of its largest error', () => {
    expect(off([2, 3], [4]).map).toEqual({
      axes: [0, 1],
      sizes: [2, 3],
      largest: [
        [null, null, null],
        [null, 10, null],
      ],
    });
  });

  test('long axes are joined', () => {
    const { map } = off([100, 200], [0, 19_999]);
    expect([map?.largest.length, map?.largest[0]?.length]).toEqual([16, 32]);
    expect([map?.largest[0]?.[0], map?.largest[15]?.[31]]).toEqual([10, 10]);
  });

  test('a scalar has none', () => expect(off([], [0]).map).toBeNull());
});

test('every element is counted once, whatever the bits', () => {
  const shape = [2, 3];
  const pairs = fc
    .constantFrom(...PACKED.filter((dtype) => !dtype.startsWith('complex')))
    .chain((dtype) => fc.tuple(bitsOf(dtype, shape), bitsOf(dtype, shape)));
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      const { equal, notFinite, sizes, magnitudes } = errorDistribution(a, b, null);
      const counted = sizes.reduce((sum, { count }) => sum + count, 0);
      expect(equal + notFinite + counted).toBe(6);
      // A value that is not finite has no size.
      expect(magnitudes.reduce((sum, { count }) => sum + count, 0)).toBe(counted);
    }),
  );
});
