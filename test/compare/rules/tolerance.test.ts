import { expect, test } from 'vitest';
import { dtypeLimit } from '../../../src/compare/kernel/dtype-limit.js';
import { noiseLimits } from '../../../src/compare/kernel/noise-limits.js';
import { effectiveBits, noiseModel, noiseRatio } from '../../../src/compare/kernel/noise-model.js';
import { formatRatioLimit } from '../../../src/number-format.js';
import { bytesOf } from '../../../src/tensor/elements.js';
import { tensor } from '../../../src/tensor/tensor.js';
import type { Precision } from '../../../src/types.js';
import { f32, f64, judge } from '../tensors.js';

// Powers of two, so that "exactly at the limit" is exact: sigma 2^-20 for values of 1.
const UNIT = 2 ** -24;
const SIGMA = 2 ** -20;
const noise = { y: { sigma: SIGMA, unit: UNIT } };
const above = (limit: number) => limit * (1 + 2 ** -16);

test.each([
  ['f32', 1],
  ['f16', 2 ** 13],
  ['tf32', 2 ** 13],
  ['bf16', 2 ** 15],
  ['int8', 2 ** 17],
] as const)(
  'auto, column declared %s: an RMSE of 8 sigma times %d passes, a little more does not',
  (precision, scale) => {
    const limit = 8 * SIGMA * scale;
    const off = (by: number) => judge(f64([0, 0, 0, 0]), f64([by, -by, by, -by]), { noise, precision });
    expect(off(limit)).toMatchObject({
      verdict: 'pass',
      noiseRatio: 8 * scale,
      tolerance: { rule: 'auto', rmse: limit },
    });
    expect(off(above(limit)).verdict).toBe('drift');
    expect(off(above(limit)).reason).toContain(`the limit is ${formatRatioLimit(8 * scale)}`);
  },
);

test('auto: one element at 64 sigma passes, a little more does not', () => {
  const quiet = new Array<number>(100_000).fill(0);
  const off = (by: number) => judge(f64(quiet), f64([by, ...quiet.slice(1)]), { noise });
  expect(off(64 * SIGMA)).toMatchObject({ verdict: 'pass', mismatched: 0 });
  expect(off(above(64 * SIGMA))).toMatchObject({ verdict: 'drift', mismatched: 1 });
});

test('auto: the floor is what the output format rounds away at the reference’s root mean square', () => {
  const measured = noiseModel({ sigma: 0, unit: UNIT }, 'float32', 3, 'f32');
  expect(measured.floor).toBe(3 * UNIT);
  expect(noiseModel({ sigma: 1, unit: UNIT }, 'float32', 3, 'f32').floor).toBe(1);
  const half = noiseModel({ sigma: 0, unit: UNIT }, 'float16', 3, 'f32');
  expect(half.floor).toBe(3 * 2 ** -11);
  expect(noiseLimits(half)).toEqual({ rmse: 24 * 2 ** -11, maxAbs: 192 * 2 ** -11 });
});

test('auto: a coarse output in a coarse column is not widened twice', () => {
  // The float16 format hides the jitter; bfloat16 arithmetic is off by 2^-9, not by 2^15 roundings to float16.
  const model = noiseModel({ sigma: 2 ** -30, unit: UNIT }, 'float16', 1, 'bf16');
  expect(model.expected).toBe(2 ** -9);
});

test('auto: weights that were jittered more coarsely than declared are not judged more strictly', () => {
  const model = noiseModel({ sigma: 0.01, unit: 2 ** -11 }, 'float32', 1, 'f32');
  expect(model.expected).toBe(0.01);
  expect(noiseModel({ sigma: 0.01, unit: 2 ** -11 }, 'float32', 1, 'bf16').expected).toBe(0.04);
});

test('auto: a reference of zeros only allows what a flush to zero explains', () => {
  const zero = { y: { sigma: 0, unit: UNIT } };
  expect(judge(f32([0, 0]), f32([0, 2 ** -127]), { noise: zero }).verdict).toBe('pass');
  expect(judge(f32([0, 0]), f32([0, 1e-30]), { noise: zero })).toMatchObject({ verdict: 'drift', effectiveBits: 0 });
});

test('auto: warns where zeros would pass', () => {
  const warned = judge(f32([1, 1]), f32([1, 1]), { noise: { y: { sigma: 0.2, unit: UNIT } } });
  expect(warned.tolerance.warning).toContain('zeros would pass');
  expect(judge(f32([1, 1]), f32([1, 1]), { noise }).tolerance.warning).toBeUndefined();
});

test.each([
  [2 ** -24, 24],
  [2 ** -23, 23],
  [2 ** -10.4, 10.4],
  [2 ** -30, 24],
  [0, 24],
  [4, 0],
])('effective bits: an RMSE of %d for values of 1 looks like %d bits', (rmse, bits) => {
  const model = noiseModel({ sigma: UNIT, unit: UNIT }, 'float32', 1, 'f32');
  expect(effectiveBits(rmse, model, 'float32')).toBeCloseTo(bits, 9);
});

test('effective bits are -log2(unit · ratio), and no more than the dtype has', () => {
  const model = noiseModel({ sigma: 5e-6, unit: UNIT }, 'float32', 1, 'f32');
  expect(effectiveBits(1e-3, model, 'float32')).toBeCloseTo(-Math.log2(UNIT * noiseRatio(1e-3, model)), 9);
  expect(effectiveBits(0, model, 'float16')).toBe(11);
  expect(noiseRatio(0, model)).toBe(0);
});

test('more than three bits coarser than declared: numbers inside a tolerance of the config pass with a warning', () => {
  const wide = { noise, tolerances: { y: { atol: 50 * SIGMA } } };
  const off = (by: number, precision: Precision) => judge(f64([0, 0]), f64([by, by]), { ...wide, precision });
  expect(off(8 * SIGMA, 'f32')).toMatchObject({ verdict: 'pass', tolerance: { rule: 'explicit', multiple: 50 } });
  expect(off(8 * SIGMA, 'f32').tolerance.warning).toBeUndefined();
  expect(off(above(8 * SIGMA), 'f32')).toMatchObject({
    verdict: 'pass',
    tolerance: { warning: 'the tolerance accepts results more than 3 bits coarser than the column declares' },
  });
  expect(off(49 * SIGMA, 'f32').verdict).toBe('pass');
  expect(off(51 * SIGMA, 'f32').verdict).toBe('drift');
  expect(off(49 * SIGMA, 'bf16').tolerance.warning).not.toContain('coarser');
});

test.each([
  [{ atol: 0.5 }, 1, 1.5],
  [{ rtol: 0.25 }, 4, 5],
  [{ atol: 0.5, rtol: 0.25 }, -4, -5.5],
  [{ atol: 0, rtol: 0 }, 3, 3],
])('explicit %o: %d against %d is exactly at the limit and passes, a little more does not', (spec, r, limit) => {
  const at = (c: number) => judge(f64([r]), f64([c]), { tolerances: { y: spec } });
  expect(at(limit)).toMatchObject({ verdict: 'pass', mismatched: 0 });
  expect(at(limit * (1 + 2 ** -50))).toMatchObject({ verdict: 'drift', mismatched: 1 });
});

test.each([
  [101, /hides faults/],
  [99, undefined],
  [3, undefined],
  [1.9, /fail intermittently/],
])('an explicit tolerance of %d times the noise floor', (multiple, warning) => {
  const { tolerance } = judge(f32([1, 1]), f32([1, 1]), { noise, tolerances: { y: { atol: multiple * SIGMA } } });
  expect(tolerance.multiple).toBeCloseTo(multiple, 6);
  if (warning === undefined) expect(tolerance.warning).toBeUndefined();
  else expect(tolerance.warning).toMatch(warning);
});

test('an explicit tolerance in a coarse column is measured by what that column is expected to do', () => {
  const spec = { noise, precision: 'bf16' as const, tolerances: { y: { atol: 10 * 2 ** 15 * SIGMA } } };
  expect(judge(f32([1]), f32([1]), spec).tolerance).toEqual({
    rule: 'explicit',
    atol: 10 * 2 ** 15 * SIGMA,
    rtol: 0,
    multiple: 10 * 2 ** 15,
  });
});

test.each([
  ['float32', 1, 1 + 1.12e-5, 1 + 1.15e-5],
  // The size of the output counts twice, as that of the element and as that of its terms.
  ['float32', 1000, 1000 + 2.5e-3, 1000 + 2.7e-3],
  ['float64', 1, 1 + 1.99e-7, 1 + 2.01e-7],
] as const)('uncalibrated %s around %d: by the documented defaults of assert_close', (dtype, r, inside, outside) => {
  const of = (v: number) => tensor(dtype, [1], bytesOf(dtype === 'float32' ? Float32Array.of(v) : Float64Array.of(v)));
  expect(judge(of(r), of(inside))).toMatchObject({
    verdict: 'pass',
    noiseFloor: null,
    noiseRatio: null,
    effectiveBits: null,
    tolerance: { rule: 'uncalibrated' },
  });
  expect(judge(of(r), of(outside)).verdict).toBe('drift');
});

test('uncalibrated: a coarser declared precision widens, a finer one never tightens', () => {
  expect(dtypeLimit('float32', 2, 'f32')).toEqual({ rtol: 1.3e-6, atol: 1e-5 });
  expect(dtypeLimit('float32', 2, 'bf16')).toEqual({ rtol: 1.6e-2, atol: 3.2e-2 });
  expect(dtypeLimit('float32', 2, 'f16')).toEqual({ rtol: 1e-3, atol: 2e-3 });
  expect(dtypeLimit('bfloat16', 2, 'f32')).toEqual({ rtol: 1.6e-2, atol: 3.2e-2 });
  expect(dtypeLimit('float32', 2, 'int8').rtol).toBeCloseTo(6.4e-2, 12);
});

test('uncalibrated: the absolute part goes with the size of the output', () => {
  const of = (values: readonly number[]) => judge(f32([1e-6, -2e-6, 1.5e-6, 5e-9]), f32([...values])).verdict;
  expect(of([1e-6, -2e-6, 1.5e-6, 5e-9])).toBe('pass');
  expect(of([0, 0, 0, 0])).toBe('drift');
  // Of a sum of terms in the thousands little may be left, with their rounding.
  expect(judge(f32([2e3, -3e3, 1e3, 0.01]), f32([2e3, -3e3, 1e3, 0.0115])).verdict).toBe('pass');
  expect(dtypeLimit('float32', 0, 'f32').atol).toBe(1e-5);
});

test('a noise floor that is not a number counts as none', () => {
  const broken = { y: { sigma: Number.NaN, unit: UNIT } };
  expect(judge(f32([1]), f32([1]), { noise: broken }).tolerance.rule).toBe('uncalibrated');
});

test('auto: a model in float64 throughout is held to float64, where float32 is not declared', () => {
  const own = { sigma: 2 ** -50, unit: 2 ** -53 };
  const off = (double: boolean, by: number) =>
    judge(f64([1, 1, 1, 1]), f64([1 + by, 1 - by, 1 + by, 1 - by]), {
      noise: { y: double ? { ...own, double } : own },
    });
  expect(off(true, 2 ** -47).verdict).toBe('pass');
  expect(off(true, 2 ** -40).verdict).toBe('drift');
  expect(off(false, 2 ** -20).verdict).toBe('pass');
  expect(off(false, 2 ** -17).verdict).toBe('drift');
});

test('auto: float32 is not enough where nothing of a float64 output is left in it', () => {
  const noise = { y: { sigma: 2 ** -26, unit: 2 ** -53 } };
  expect(judge(f64([1, -1]), f64([0, 0]), { noise })).toMatchObject({
    verdict: 'drift',
    reason: expect.stringContaining('float32 leaves nothing of this output'),
  });
  expect(judge(f64([1, -1]), f64([1 + 2 ** -26, -1]), { noise }).verdict).toBe('pass');
});
