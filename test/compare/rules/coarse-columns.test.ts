import { expect, test } from 'vitest';
import { f32, judge } from '../tensors.js';

/** Errors of a column in bfloat16, as simulated: about 1e-3, at most 4e-3, half of them below 7e-4. */
const noise = { sigma: 1e-8, peak: 4e-8, unit: 2 ** -24, coarse: { bf16: { sigma: 1e-3, peak: 4e-3, typical: 7e-4 } } };
const reference = Array.from({ length: 400 }, (_, i) => Math.sin(i));
/** The reference with errors that are spread evenly, and then another one in some elements. */
const candidate = (even: number, local = 0, share = 0) =>
  f32(
    reference.map(
      (value, i) => value + even * Math.sin(7 * i) * Math.SQRT2 + (i < share * reference.length ? local : 0),
    ),
  );
const verdict = (even: number, local?: number, share?: number) =>
  judge(f32(reference), candidate(even, local, share), { noise: { y: noise }, precision: 'bf16' });

test('errors like those of the simulated arithmetic pass', () => {
  expect(verdict(1e-3).verdict).toBe('pass');
  expect(verdict(3e-3).verdict).toBe('pass');
});

test('errors several times as large do not', () => {
  expect(verdict(6e-3)).toMatchObject({
    verdict: 'drift',
    reason: expect.stringContaining('what this precision does'),
  });
});

test('a part of the elements that is much further off than the rest does not', () => {
  expect(verdict(1e-3, 0.02, 0.01)).toMatchObject({ verdict: 'drift', reason: expect.stringContaining('one element') });
  expect(verdict(1e-4, 8e-3, 0.1)).toMatchObject({
    verdict: 'drift',
    reason: expect.stringContaining('part of the elements'),
  });
});

test('a finer runtime may be off in some elements as far as the simulation is', () => {
  expect(verdict(2e-4, 5e-3, 0.1).verdict).toBe('pass');
});

test('a column in float32 is not judged by it', () => {
  expect(judge(f32(reference), candidate(1e-3), { noise: { y: noise } }).verdict).toBe('drift');
});

test('arithmetic that destroys an output is no reason to let zeros pass', () => {
  const destroyed = { ...noise, coarse: { bf16: { sigma: 2, peak: 6, typical: 1 } } };
  const judged = (values: readonly number[]) =>
    judge(f32(reference), f32([...values]), { noise: { y: destroyed }, precision: 'bf16' });
  const { verdict: zeros, tolerance, reason } = judged(reference.map(() => 0));
  expect(zeros).toBe('drift');
  // Less than what the precision does, and too much all the same: by the output, which it destroys.
  expect(reason).toMatch(
    /RMSE is 100% of the RMS of the output, the limit is 25% \(this precision, simulated, does 28\d%\)/,
  );
  expect(Number(tolerance?.rmse)).toBeCloseTo(Math.SQRT1_2 / 4, 2);
  expect(tolerance?.warning).toBeUndefined();
});
