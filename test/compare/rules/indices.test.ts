import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PackedTensor } from '../../../src/tensor/tensor.js';
import { compare, f32, f64, i64, judge } from '../tensors.js';

const SIGMA = 2 ** -20;
const noise = { v: { sigma: SIGMA, unit: 2 ** -24 } };
const ints = (values: readonly number[], shape?: readonly number[]) => i64(values.map(BigInt), shape);

/** Judges indices `y` with values `v` in the same outputs. */
function judgeIndices(
  [r, c]: readonly [PackedTensor, PackedTensor],
  [vr, vc]: readonly [PackedTensor, PackedTensor],
  index: Record<string, unknown>,
) {
  const { outputs } = compare(r, c, {
    reference: { y: r, v: vr },
    candidate: { y: c, v: vc },
    expectedOutputs: ['y', 'v'],
    noise,
    tolerances: { y: { index }, v: { atol: 10 } },
  });
  const [found] = outputs;
  if (found === undefined) throw new Error('nothing was judged');
  return found;
}

test('without values every index must be equal, or a share of them (cause 7: argmax flips)', () => {
  const of = (c: number[], flips: number) =>
    judge(ints([951, 1, 2, 3]), ints(c), { tolerances: { y: { index: { flips } } } });
  expect(of([951, 1, 2, 3], 0).verdict).toBe('pass');
  expect(of([522, 1, 2, 3], 0)).toMatchObject({
    verdict: 'drift',
    mismatched: 1,
    total: 4,
    worst: { index: [0], reference: 951, candidate: 522 },
    tolerance: { rule: 'index', index: { flips: 1, ties: 0, total: 4, allowed: 0 } },
  });
  expect(of([522, 1, 2, 3], 0.25).verdict).toBe('pass');
  expect(of([522, 7, 2, 3], 0.25).verdict).toBe('drift');
});

test.each([
  ['without the axis', [2]],
  ['with the axis kept', [2, 1]],
] as const)(
  'ArgMax %s: another index passes only where the reference hardly prefers its own (cause 14)',
  (_what, shape) => {
    const margin = 2 * 8 * SIGMA;
    const at = (by: number) =>
      judgeIndices(
        [ints([1, 2], shape), ints([0, 2], shape)],
        [f64([1 - by, 1, 0, 0, 0, 0.5], [2, 3]), f64([1, 1, 0, 0, 0, 0.5], [2, 3])],
        { of: 'v' },
      );
    expect(at(margin)).toMatchObject({ verdict: 'pass', tolerance: { index: { ties: 1, flips: 0, total: 2 } } });
    expect(at(margin * 1.01)).toMatchObject({
      verdict: 'drift',
      reason: '1 of 2 indices differ where the reference is clear',
    });
  },
);

test('an index outside of the axis is wrong, however the values are', () => {
  const scores = f64([1, 1, 1]);
  for (const wrong of [-1, 3, 2 ** 40])
    expect(judgeIndices([ints([0], [1]), ints([wrong], [1])], [scores, scores], { of: 'v' }).verdict).toBe('drift');
});

test('TopK into the scores: ties in another order pass, the same index twice does not', () => {
  const scores = f64([5, 7, 7, 1]);
  const top = (c: number[]) => judgeIndices([ints([1, 2]), ints(c)], [scores, scores], { of: 'v' });
  expect(top([2, 1]).verdict).toBe('pass');
  expect(top([1, 1]).verdict).toBe('drift');
  expect(top([1, 0]).verdict).toBe('drift');
});

test('TopK beside its values: ties inside the list, and at its end (the onnx reference had them wrong)', () => {
  const beside = (c: number[], values: number[], kept = values) =>
    judgeIndices([ints([4, 9, 2]), ints(c)], [f64(values), f64(kept)], { beside: 'v' });
  expect(beside([9, 4, 2], [7, 7, 5]).verdict).toBe('pass');
  expect(beside([4, 2, 9], [7, 7, 5]).verdict).toBe('drift');
  // 6 is new: as good as the last if it has the same value.
  expect(beside([4, 9, 6], [7, 7, 5])).toMatchObject({ verdict: 'pass', tolerance: { index: { ties: 1 } } });
  expect(beside([4, 9, 6], [7, 7, 5], [7, 7, 4]).verdict).toBe('drift');
  // In a place that is better than the last, something that the reference left out cannot be as good.
  expect(beside([4, 6, 2], [9, 7, 5]).verdict).toBe('drift');
});

test('wrong indices beside right values are wrong: off by one, or truncated', () => {
  const values = f64([7, 7, 7]);
  expect(judgeIndices([ints([4, 9, 2]), ints([5, 10, 3])], [values, values], { beside: 'v' }).verdict).toBe('drift');
  const one = f64([7]);
  expect(judgeIndices([ints([4]), ints([5])], [one, one], { beside: 'v' }).verdict).toBe('drift');
});

test('values that do not belong to the indices are an error, not a verdict', () => {
  const pair = [ints([1, 2]), ints([1, 2])] as const;
  const of = (v: PackedTensor, rule: Record<string, unknown>) => judgeIndices(pair, [v, v], rule);
  expect(of(f64([1, 2, 3], [1, 3]), { of: 'v' })).toMatchObject({ verdict: 'error' });
  expect(of(f64([1, 2, 3]), { beside: 'v' }).reason).toBe('the values beside the indices have a different shape');
  expect(of(f64([1, 2, 3]), { of: 'v', axis: 2 }).verdict).toBe('error');
  expect(judge(pair[0], pair[1], { tolerances: { y: { index: { of: 'gone' } } } })).toMatchObject({
    verdict: 'error',
    reason: 'the reference has no numeric output gone',
  });
});

test('a changed shape never passes', () => {
  const scores = f32([1, 1]);
  expect(judgeIndices([ints([0], [1]), ints([0], [1, 1])], [scores, scores], { of: 'v' }).verdict).toBe('drift');
});

test('the best of noisy scores always passes where the noise is inside the margin, and wrong ones never', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 2, maxLength: 10 }),
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 10, maxLength: 10 }),
      (scores, jitter) => {
        const best = (v: number[]) => v.indexOf(Math.max(...v));
        const noisy = scores.map((x, i) => x + 7 * SIGMA * (jitter[i] ?? 0));
        const argmax = (index: number) =>
          judgeIndices([ints([best(scores)], [1]), ints([index], [1])], [f64(scores), f64(noisy)], { of: 'v' }).verdict;
        expect(argmax(best(noisy))).toBe('pass');
        const worse = scores.findIndex((x) => x < Math.max(...scores));
        if (worse >= 0) expect(argmax(worse)).toBe('drift');
      },
    ),
  );
});
