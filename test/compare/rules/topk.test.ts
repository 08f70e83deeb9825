import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf } from '../../../src/tensor/elements.js';
import { tensor } from '../../../src/tensor/tensor.js';
import { f32, f64, judge } from '../tensors.js';

const SIGMA = 2 ** -20;
const noise = { y: { sigma: SIGMA, unit: 2 ** -24 } };
const top = (k: number, more: Record<string, unknown> = {}) => ({ noise, tolerances: { y: { topk: k, ...more } } });

test.each([
  ['the same label', [0, 1, 0.5], [0.2, 0.9, 0.1], 1, 'pass'],
  ['another label', [0, 1, 0.5], [0, 0.5, 1], 1, 'drift'],
  ['the same two in another order', [0, 1, 0.5], [0, 0.5, 1], 2, 'pass'],
  ['another second', [0.1, 1, 0.5], [0.5, 1, 0.1], 2, 'drift'],
] as const)('%s', (_what, r, c, k, verdict) => {
  expect(judge(f64(r), f64(c), top(k)).verdict).toBe(verdict);
});

test('a flip passes where the margin of the reference is inside twice what auto allows, and not beyond', () => {
  const at = (margin: number) => judge(f64([0, margin, -1]), f64([1, 0, -1]), top(1));
  const allowed = 2 * 8 * SIGMA;
  expect(at(allowed)).toMatchObject({
    verdict: 'pass',
    mismatched: 0,
    total: 1,
    tolerance: { rule: 'topk', topk: { k: 1, flips: 0, ties: 1, total: 1, allowed: 0 } },
  });
  expect(at(allowed * 1.001)).toMatchObject({
    verdict: 'drift',
    mismatched: 1,
    reason: '1 of 1 top-1 labels differ where the reference is clear',
    worst: { index: [0] },
    tolerance: { topk: { flips: 1, ties: 0 } },
  });
});

test('a margin of the config decides alone; without a noise floor the table of dtypes does', () => {
  expect(judge(f64([0, 0.25]), f64([1, 0]), top(1, { margin: 0.25 })).verdict).toBe('pass');
  expect(judge(f64([0, 0.25]), f64([1, 0]), top(1, { margin: 0.24 })).verdict).toBe('drift');
  const bare = { tolerances: { y: { topk: 1 } } };
  expect(judge(f32([2, 2 + 2.4e-5]), f32([1, 0]), bare).verdict).toBe('pass');
  expect(judge(f32([2, 2 + 3.2e-5]), f32([1, 0]), bare).verdict).toBe('drift');
});

test('a share of flips may be allowed, and is reported (3 wrong labels behind "99 % equal", lightly-train)', () => {
  const labels = (wrong: number) => Array.from({ length: 300 }, (_, row) => (row < wrong ? [1, 0] : [0, 1])).flat();
  const of = (wrong: number, flips: number) =>
    judge(f64(labels(0), [300, 2]), f64(labels(wrong), [300, 2]), top(1, { flips }));
  expect(of(3, 0)).toMatchObject({ verdict: 'drift', mismatched: 3, total: 300 });
  expect(of(3, 0.01).verdict).toBe('pass');
  expect(of(4, 0.01).verdict).toBe('drift');
  expect(of(3, 0.01).tolerance.topk).toEqual({ k: 1, flips: 3, ties: 0, total: 300, allowed: 0.01 });
});

test('along another axis', () => {
  const r = [0, 5, 1, 0, 2, 9];
  expect(judge(f64(r, [3, 2]), f64(r, [3, 2]), top(1, { axis: 0 })).tolerance.topk?.total).toBe(2);
  // Column 0 is 0, 1, 2: its best row moves.
  expect(judge(f64(r, [3, 2]), f64([3, 5, 1, 0, 2, 9], [3, 2]), top(1, { axis: 0 })).verdict).toBe('drift');
});

test('a candidate of constants agrees with nothing', () => {
  const r = f64([3, 2, 1, 1, 2, 3], [2, 3]);
  expect(judge(r, f64(new Array(6).fill(0), [2, 3]), top(1)).tolerance.topk?.flips).toBe(2);
});

test('ties of the reference are ties whichever the candidate takes', () => {
  expect(judge(f64([1, 1, 0]), f64([1, 1.5, 0]), top(1, { margin: 0 })).verdict).toBe('pass');
  expect(judge(f64([1, 1, 0]), f64([1, 1, 0]), top(1, { margin: 0 })).verdict).toBe('pass');
});

test('NaN is no label, and must be in the same places', () => {
  expect(judge(f64([Number.NaN, 1, 0]), f64([Number.NaN, 1, 0]), top(1)).verdict).toBe('pass');
  expect(judge(f64([0.5, 1, 0]), f64([Number.NaN, 1, 0]), top(1))).toMatchObject({
    verdict: 'drift',
    reason: expect.stringContaining('NaN'),
  });
});

test('more labels than there are to choose from say nothing', () => {
  expect(judge(f64([1, 2]), f64([1, 2]), top(2))).toMatchObject({
    verdict: 'error',
    reason: 'the axis has only 2 scores: comparing the top 2 proves nothing',
  });
  expect(judge(f64([1, 2]), f64([1, 2]), top(1, { axis: 4 })).verdict).toBe('error');
});

test('quantised scores have labels too, without any noise', () => {
  const q = (...values: number[]) => tensor('uint8', [values.length], Uint8Array.from(values));
  expect(judge(q(3, 200, 7), q(4, 180, 8), { tolerances: { y: { topk: 1 } } }).verdict).toBe('pass');
  expect(judge(q(3, 200, 199), q(4, 180, 181), { tolerances: { y: { topk: 1 } } }).verdict).toBe('drift');
  expect(judge(q(3, 200, 199), q(4, 180, 181), { tolerances: { y: { topk: 1, margin: 1 } } }).verdict).toBe('pass');
});

test('float16 scores are compared by their values', () => {
  const h = (...codes: number[]) => tensor('float16', [codes.length], bytesOf(Uint16Array.from(codes)));
  // −1, 1, 0.5: by their codes −1 would be the best.
  expect(judge(h(0xbc00, 0x3c00, 0x3800), h(0xbc00, 0x3c00, 0x3800), top(1)).verdict).toBe('pass');
  expect(judge(h(0xbc00, 0x3c00, 0x3800), h(0xbc00, 0x3800, 0x3c00), top(1)).verdict).toBe('drift');
});

const scores = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 3, maxLength: 12 });

test('agrees with a plain definition by sorting', () => {
  fc.assert(
    fc.property(scores, scores, fc.integer({ min: 1, max: 4 }), (a, b, k) => {
      const n = Math.min(a.length, b.length);
      fc.pre(k < n);
      const [r, c] = [a.slice(0, n), b.slice(0, n)];
      // With all scores distinct there is one set of the best.
      fc.pre(new Set(r).size === n && new Set(c).size === n);
      const best = (v: number[]) =>
        v
          .map((_, i) => i)
          .sort((i, j) => (v[j] ?? 0) - (v[i] ?? 0))
          .slice(0, k)
          .sort((i, j) => i - j);
      const same = best(r).join() === best(c).join();
      expect(judge(f64(r), f64(c), top(k, { margin: 0 })).verdict).toBe(same ? 'pass' : 'drift');
    }),
  );
});

test('growing an error never turns a lost best label into an agreement', () => {
  const amount = fc.double({ min: 0, max: 4, noNaN: true });
  fc.assert(
    fc.property(scores, scores, amount, amount, fc.integer({ min: 0, max: 3 }), (r, e, s, t, margin) => {
      const off = (by: number) => f64(r.map((x, i) => x + by * (e[i] ?? 0)));
      const [near, far] = [Math.min(s, t), Math.max(s, t)];
      const pass = (by: number) => judge(f64(r), off(by), top(1, { margin })).verdict === 'pass';
      // Equal scores of the candidate count as wrong, which a larger error may undo.
      fc.pre(new Set(r).size === r.length);
      const distinct = r.map((x, i) => x + near * (e[i] ?? 0));
      fc.pre(new Set(distinct).size === r.length);
      if (!pass(near)) expect(pass(far)).toBe(false);
    }),
  );
});

test('does not depend on the order of the labels', () => {
  fc.assert(
    fc.property(scores, fc.integer({ min: 1, max: 2 }), (r, k) => {
      const c = r.map((x, i) => x + ((i * 7) % 5) / 3);
      const back = (v: number[]) => f64([...v].reverse());
      const there = judge(f64(r), f64(c), top(k)).tolerance.topk;
      expect(judge(back(r), back(c), top(k)).tolerance.topk?.flips).toBe(there?.flips);
    }),
    // Two are equal in the reference, and one of them and a third in the candidate.
    { examples: [[[4, 0, 0, 4, 0, 0, 0, 3, 0], 1]] },
  );
});
