import { expect, test } from 'vitest';
import { saturatingSums } from '../../src/replay/saturating-sums.js';

const of = (depth: number, left: number, right: number, leftZero = 0, zero = 0) =>
  saturatingSums({
    rows: 1,
    depth,
    columns: 1,
    left: () => left,
    right: () => right,
    leftZero,
    rightZero: () => zero,
  })[0];

test.each([
  // ONNX Runtime's MatMulInteger on AVX2 without VNNI gives this for 2,072,640.
  ['pairs that exceed 16 bits', of(64, 255, 127), 32 * 32767],
  ['pairs that are below', of(64, 255, -128), 32 * -32768],
  ['small numbers', of(6, 3, -5), -90],
  ['a last one without a partner', of(3, 255, 127), 32767 + 255 * 127],
  ['zero points, which are subtracted exactly', of(4, 10, 7, 4, 2), 4 * 6 * 5],
])('%s', (_, found, wanted) => {
  expect(found).toBe(wanted);
});
