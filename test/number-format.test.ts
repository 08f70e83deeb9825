import { expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatElement,
  formatMagnitude,
  formatPercent,
  formatRatio,
  formatRatioBound,
  formatRatioLimit,
  formatSeconds,
} from '../src/number-format.js';

test.each([
  [0, '0×'],
  [0.01, '< 0.1×'],
  [0.05, '0.1×'],
  [0.94, '0.9×'],
  [8, '8.0×'],
  [9.96, '10×'],
  [11.4, '11×'],
  [99.6, '100×'],
  [412.4, '412×'],
  [999.6, '1,000×'],
  [12_690, '12,700×'],
  [999_999, '1e6×'],
  [1_234_567, '1.2e6×'],
  [3.2e21, '3.2e21×'],
  [Number.POSITIVE_INFINITY, '∞×'],
  [Number.NaN, 'NaN'],
])('ratio %d is %s', (value, text) => expect(formatRatio(value)).toBe(text));

test.each([
  [0, '0×', '0×'],
  [0.01, '< 0.1×', '< 0.1×'],
  [0.9, '≤ 0.9×', '0.9×'],
  [8, '≤ 8.0×', '8×'],
  [12_690, '≤ 12,700×', '12,700×'],
  [Number.NaN, 'NaN', 'NaN'],
])('ratio %d as a bound is %s, as a limit %s', (value, bound, limit) => {
  expect([formatRatioBound(value), formatRatioLimit(value)]).toEqual([bound, limit]);
});

test.each([
  [0, '0'],
  [1.374, '1.37'],
  [-0.5, '-0.5'],
  [1.84e-4, '1.8e-4'],
  [1e-5, '1e-5'],
  [0.01, '0.01'],
  [123_456, '1.2e5'],
  [Number.NEGATIVE_INFINITY, '−∞'],
])('magnitude %d is %s', (value, text) => expect(formatMagnitude(value)).toBe(text));

test.each([
  [319.99981, '319.9998'],
  [-0, '0'],
  [16_777_217, '16777217'],
  [1.5e-7, '1.5e-7'],
  [Number.NaN, 'NaN'],
])('element %d is %s', (value, text) => expect(formatElement(value)).toBe(text));

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [999_700, '1.0 MB'],
  [153_400_000, '153 MB'],
  [5e15, '5000 TB'],
])('%d bytes are %s', (value, text) => expect(formatBytes(value)).toBe(text));

test.each([
  [0.04, '40 ms'],
  [0.9999, '1.0 s'],
  [1.24, '1.2 s'],
  [41.2, '41 s'],
  [59.7, '1 min 0 s'],
  [125, '2 min 5 s'],
])('%d seconds are %s', (value, text) => expect(formatSeconds(value)).toBe(text));

test('counts have a plural and thousands', () => {
  expect([formatCount(1, 'cell'), formatCount(0, 'cell'), formatCount(4000, 'cell')]).toEqual([
    '1 cell',
    '0 cells',
    '4,000 cells',
  ]);
});

test.each([
  [0, '0%'],
  [0.005, '0.5%'],
  [0.07, '7%'],
  [0.12345, '12.3%'],
  [1, '100%'],
])('a share of %d is %s', (share, text) => expect(formatPercent(share)).toBe(text));
