import { expect, test } from 'vitest';
import { type Convolution, pixelsOf, weightsOf } from '../../../scripts/convolutions/convolution.js';
import { exactConvolution } from '../../../scripts/convolutions/exact-convolution.js';
import { roundingOf } from '../../../scripts/convolutions/rounding-of.js';

const convolution: Convolution = { kernel: 3, channels: 2, rows: 4 };

/** The terms of one element, by the definition: y[o, r, c] = Σ w[o, i, a, b] · x[i, r + a − 1, c + b − 1]. */
function termsAt(out: number, row: number, column: number): number[] {
  const [weights, pixels] = [weightsOf(convolution), pixelsOf(convolution)];
  const terms: number[] = [];
  for (let channel = 0; channel < 2; channel++)
    for (let a = 0; a < 3; a++)
      for (let b = 0; b < 3; b++) {
        const [y, x] = [row + a - 1, column + b - 1];
        if (y < 0 || y > 3 || x < 0 || x > 3) continue;
        terms.push((weights[((out * 2 + channel) * 3 + a) * 3 + b] ?? 0) * (pixels[(channel * 4 + y) * 4 + x] ?? 0));
      }
  return terms;
}

test.each([
  [0, 0, 0],
  [1, 2, 1],
  [0, 3, 3],
  [1, 0, 3],
])('element %i, %i, %i is the sum of its terms', (out, row, column) => {
  const { sums, sizes } = exactConvolution(convolution);
  const terms = termsAt(out, row, column);
  const place = (out * 4 + row) * 4 + column;
  expect(sums[place]).toBeCloseTo(
    terms.reduce((sum, term) => sum + term, 0),
    12,
  );
  expect(sizes[place]).toBeCloseTo(Math.hypot(...terms), 12);
});

test('the distance is in unit roundoffs of the size of the terms', () => {
  const exact = { sums: Float64Array.of(1, -2), sizes: Float64Array.of(1, 2) };
  const rounding = roundingOf([1 + 3 * 2 ** -24, -2 + 8 * 2 ** -24], exact);
  expect(rounding.largest).toBeCloseTo(4, 6);
  expect(rounding.rms).toBeCloseTo(Math.sqrt((9 + 16) / 2), 6);
  expect(rounding.relative).toBeCloseTo((Math.sqrt(9 + 64) * 2 ** -24) / Math.sqrt(5), 12);
  expect(() => roundingOf([1], exact)).toThrow('1 elements for 2');
});
