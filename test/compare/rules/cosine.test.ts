import fc from 'fast-check';
import { expect, test } from 'vitest';
import { f32, f64, judge } from '../tensors.js';

const rule = (more: Record<string, unknown> = {}) => ({ tolerances: { y: { cosine: 0.99, ...more } } });

test.each([
  [[3, 4], [3, 4], 'pass'],
  [[1, 0], [0.99, Math.sqrt(1 - 0.99 ** 2) * 0.999], 'pass'],
  [[1, 0], [0.99, Math.sqrt(1 - 0.99 ** 2) * 1.001], 'drift'],
  [[1, 0], [1.05, 0], 'pass'],
  [[1, 0], [1.0501, 0], 'drift'],
  [[1.05, 0], [1, 0], 'pass'],
  [[1.0501, 0], [1, 0], 'drift'],
  [[0, 0], [0, 0], 'pass'],
  [[0, 0], [1e-30, 0], 'drift'],
  [[1, 1], [0, 0], 'drift'],
  [[1, 1], [-1, -1], 'drift'],
] as const)('%o against %o: %s', (r, c, verdict) => {
  expect(judge(f64(r), f64(c), rule()).verdict).toBe(verdict);
});

test('a cosine of 1 does not excuse a scale of 2: that needs a factor of its own (PCC hides it, tt-metal)', () => {
  const [r, c] = [f32([1, -2, 3]), f32([2, -4, 6])];
  expect(judge(r, c, rule({ cosine: 0.999 }))).toMatchObject({
    verdict: 'drift',
    reason: 'the norms differ by a factor of 2, the limit is 1.05',
    tolerance: { rule: 'cosine', cosine: { min: 0.999, lowest: 1, norm: 2, normLimit: 1.05 } },
  });
  expect(judge(r, c, rule({ norm: 2 })).verdict).toBe('pass');
});

test('along an axis, one wrong vector among many is seen', () => {
  const rows = 200;
  const r = Array.from({ length: rows * 3 }, (_, i) => Math.sin(i + 1));
  const c = r.map((x, i) => (i < 3 ? -x : x));
  expect(judge(f64(r, [rows, 3]), f64(c, [rows, 3]), rule({ cosine: 0.9 })).verdict).toBe('pass');
  expect(judge(f64(r, [rows, 3]), f64(c, [rows, 3]), rule({ cosine: 0.9, axis: -1 }))).toMatchObject({
    verdict: 'drift',
    mismatched: 1,
    total: rows,
  });
});

test('an axis that is not there judges nothing', () => {
  expect(judge(f64([1]), f64([1]), rule({ axis: 3 })).verdict).toBe('error');
});

test('squares outside the range of float64 do not matter', () => {
  expect(judge(f64([1e300, 1e300]), f64([1e300, 1.0001e300]), rule()).verdict).toBe('pass');
  expect(judge(f64([1e-300, 1e-300]), f64([1e-300, -1e-300]), rule()).verdict).toBe('drift');
});

const vector = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 8 });

test('does not depend on which of the two is the reference', () => {
  fc.assert(
    fc.property(vector, vector, fc.double({ min: 0.01, max: 1, noNaN: true }), (a, b, cosine) => {
      const n = Math.min(a.length, b.length);
      const [x, y] = [f64(a.slice(0, n)), f64(b.slice(0, n))];
      const [there, back] = [judge(x, y, rule({ cosine })), judge(y, x, rule({ cosine }))].map(
        ({ tolerance }) => tolerance.cosine,
      );
      expect(back?.lowest).toBe(there?.lowest);
      const norms = [Number(there?.norm), Number(back?.norm)];
      expect(norms[0] === norms[1] || Math.abs((norms[0] ?? 0) / (norms[1] ?? 1) - 1) < 1e-12).toBe(true);
    }),
  );
});

test('going further away in one direction never makes it better', () => {
  fc.assert(
    fc.property(vector, vector, fc.double({ min: 0, max: 2 }), fc.double({ min: 0, max: 2 }), (a, d, s, t) => {
      fc.pre(![s, t].some(Number.isNaN));
      const [near, far] = [Math.min(s, t), Math.max(s, t)];
      const n = Math.min(a.length, d.length);
      const off = (by: number) =>
        Number(
          judge(f64(a.slice(0, n)), f64(a.slice(0, n).map((x, i) => x + by * (d[i] ?? 0))), rule()).tolerance.cosine
            ?.lowest,
        );
      fc.pre(a.slice(0, n).some((x) => Math.abs(x) > 1e-3));
      expect(off(far)).toBeLessThanOrEqual(off(near) + 1e-9);
    }),
  );
});

test('shows what the angle hides, as a multiple of the noise floor', () => {
  const noise = { y: { sigma: 2 ** -24, unit: 2 ** -24 } };
  const { tolerance } = judge(f32([1, 1]), f32([1, 1]), { noise, ...rule({ cosine: 0.999 }) });
  expect(tolerance.multiple).toBeCloseTo(Math.sqrt(1 - 0.999 ** 2) * 2 ** 24, 0);
  expect(tolerance.warning).toContain('hides faults');
});
