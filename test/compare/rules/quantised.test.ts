import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantisationStep } from '../../../src/compare/kernel/quantisation-grid.js';
import { tensor } from '../../../src/tensor/tensor.js';
import { f32, i64, judge } from '../tensors.js';

const rule = (quantised: number, more: Record<string, unknown> = {}) => ({ tolerances: { y: { quantised, ...more } } });
const u8 = (...values: number[]) => tensor('uint8', [values.length], Uint8Array.from(values));

test('rounding to even against away from zero is one step (cause 9), not two', () => {
  expect(judge(u8(26, 127, 0), u8(27, 128, 0), rule(1))).toMatchObject({
    verdict: 'pass',
    mismatched: 0,
    tolerance: { rule: 'quantised', quantised: { steps: 1, max: 1, scale: 1 } },
  });
  expect(judge(u8(26, 127, 0), u8(28, 128, 0), rule(1))).toMatchObject({
    verdict: 'drift',
    mismatched: 1,
    reason:
      '1 of 3 elements differ by more than 1 quantisation step (`tolerance: { quantised: 1 }`), the largest difference is 2 steps',
  });
  expect(judge(u8(26), u8(27), {}).verdict).toBe('drift');
});

test('saturation is many steps (cause 6), and a wrap-around the most', () => {
  expect(judge(u8(250), u8(127), rule(2)).verdict).toBe('drift');
  expect(judge(u8(255), u8(0), rule(1)).tolerance.quantised?.max).toBe(255);
});

test('64-bit integers are counted in steps as well', () => {
  const big = 2n ** 62n;
  expect(judge(i64([big, 5n]), i64([big, 6n]), rule(1))).toMatchObject({ verdict: 'pass', mismatched: 0 });
  expect(judge(i64([big, 5n]), i64([big, 7n]), rule(1))).toMatchObject({ verdict: 'drift', mismatched: 1 });
  expect(judge(i64([big]), i64([-big]), rule(1)).verdict).toBe('drift');
});

const SCALE = 0.003921568859368563;
const onGrid = (...steps: number[]) => f32(steps.map((n) => n * SCALE));

test('floats that were integers times a scale: the scale is found', () => {
  expect(judge(onGrid(0, 3, 200, 7), onGrid(1, 3, 199, 7), rule(1))).toMatchObject({ verdict: 'pass' });
  const off = judge(onGrid(0, 3, 200, 7), onGrid(2, 3, 199, 7), rule(1));
  expect(off.verdict).toBe('drift');
  expect(off.tolerance.quantised).toMatchObject({ steps: 1, max: 2 });
  expect(Number(off.tolerance.quantised?.scale)).toBeCloseTo(SCALE, 8);
});

test('a reference with few distinct values does not make the step coarser than it is', () => {
  // Even multiples only: alone, they look like steps of 2.
  expect(judge(onGrid(2, 4, 6), onGrid(2, 4, 7), rule(1)).tolerance.quantised?.max).toBe(1);
  expect(judge(onGrid(2, 4, 6), onGrid(2, 4, 9), rule(1)).verdict).toBe('drift');
});

test('a given scale decides', () => {
  expect(judge(f32([0.1, 0.7]), f32([0.1, 0.8]), rule(1, { scale: 0.1 })).verdict).toBe('pass');
  expect(judge(f32([0.1, 0.7]), f32([0.1, 0.8]), rule(1, { scale: 0.05 })).verdict).toBe('drift');
});

test('floats on no grid are an error: there are no steps to count', () => {
  const r = f32(Array.from({ length: 50 }, (_, i) => Math.sin(i)));
  expect(judge(r, r, rule(1)).verdict).toBe('pass');
  const c = f32(Array.from({ length: 50 }, (_, i) => Math.sin(i) + 1e-3));
  expect(judge(r, c, rule(1))).toMatchObject({ verdict: 'error', reason: expect.stringContaining('set `scale`') });
  expect(judge(f32([0, 0]), f32([0, 1]), rule(1)).verdict).toBe('error');
});

test('the noise floor says nothing about steps: no precision is lost by them', () => {
  const noise = { y: { sigma: 1e-8, unit: 2 ** -24 } };
  const { verdict, tolerance } = judge(onGrid(1, 3, 200), onGrid(2, 3, 200), { ...rule(1), noise });
  expect(verdict).toBe('pass');
  expect(tolerance.warning).toBeUndefined();
});

test('NaN and a changed shape never pass', () => {
  expect(judge(onGrid(1, 3), f32([SCALE, Number.NaN]), rule(100, { scale: SCALE })).verdict).toBe('drift');
  expect(judge(u8(1, 2), u8(1), rule(255)).verdict).toBe('drift');
});

const steps = fc.array(fc.integer({ min: -128, max: 127 }), { minLength: 2, maxLength: 30 });
const scales = fc.double({ min: 1e-4, max: 10, noNaN: true });

test('finds the scale of any dequantised integers, up to their common divisor', () => {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  fc.assert(
    fc.property(steps, scales, (values, scale) => {
      fc.pre(values.some((v) => v !== 0));
      const divisor = values.map(Math.abs).reduce(gcd);
      const found = quantisationStep(f32(values.map((v) => v * scale)));
      expect((found ?? 0) / (scale * divisor)).toBeCloseTo(1, 5);
    }),
    { numRuns: 1000 },
  );
});

test('symmetric for integers, and more steps off is never better', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(byte, byte, byte, fc.integer({ min: 0, max: 4 }), (r, a, b, limit) => {
      const passes = (x: number, y: number) => judge(u8(x), u8(y), rule(limit)).verdict === 'pass';
      expect(passes(r, a)).toBe(passes(a, r));
      expect(passes(r, a)).toBe(Math.abs(r - a) <= limit);
      if (Math.abs(b - r) >= Math.abs(a - r) && !passes(r, a)) expect(passes(r, b)).toBe(false);
    }),
  );
});
