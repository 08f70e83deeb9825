// Ways in which other comparers called a wrong output right. Each is a wrong output that ours must not pass.
import { expect, test } from 'vitest';
import { gateVerdict } from '../../../src/results/verdict.js';
import { bytesOf } from '../../../src/tensor/elements.js';
import { stringTensor, tensor } from '../../../src/tensor/tensor.js';
import { cell } from '../results.js';
import { bools, compare, f32, judge, NOISE } from '../tensors.js';

const noise = { y: NOISE };

test('a shape mismatch that is logged but leaves the result "passed" (MIGraphX verify_program)', () => {
  expect(judge(f32([1, 2]), f32([1, 2], [2, 1]))).toMatchObject({
    verdict: 'drift',
    reason: 'different shape: the reference is float32[2], this is float32[2, 1]',
  });
});

test('an infinite reference that makes the tolerance infinite (onnxruntime CompareFloatResult)', () => {
  for (const tolerances of [{}, { y: { atol: 1, rtol: 1 } }]) {
    expect(judge(f32([Infinity, 1]), f32([3, 1]), { noise, tolerances }).verdict).toBe('drift');
    expect(judge(f32([Infinity, 1]), f32([-Infinity, 1]), { noise, tolerances }).verdict).toBe('drift');
    expect(judge(f32([Infinity, 1]), f32([Infinity, 1]), { noise, tolerances }).verdict).toBe('pass');
  }
});

test('an output missing from one runner is skipped (Polygraphy), zipped away (torch verify_onnx_program)', () => {
  const { outputs } = compare(f32([1]), f32([1]), {
    reference: { a: f32([1]), b: f32([2, 3]) },
    candidate: { a: f32([1]) },
    expectedOutputs: ['a', 'b'],
  });
  expect(outputs.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['a', 'pass'],
    ['b', 'drift'],
  ]);
  expect(outputs[1]?.reason).toBe('the output is missing; it returned a');
});

test('unrelated names are paired by substring, then by position (Polygraphy)', () => {
  const { outputs } = compare(f32([1]), f32([1]), {
    reference: { scores: f32([1]), boxes: f32([2]) },
    candidate: { scores_1: f32([1]), boxes_1: f32([2]) },
    expectedOutputs: ['scores', 'boxes'],
  });
  expect(outputs.every(({ verdict }) => verdict === 'drift')).toBe(true);
});

test('an empty output passes against anything, and empty against empty proves the cell (Polygraphy)', () => {
  expect(judge(f32([1]), f32([], [0])).verdict).toBe('drift');
  expect(judge(f32([], [0]), f32([1])).verdict).toBe('drift');
  expect(judge(f32([], [0, 4]), f32([], [0, 4])).verdict).toBe('pass');
  expect(judge(f32([], [0, 4]), f32([], [0, 2])).verdict).toBe('drift');
});

test('int32 passes against float32 of the same values (Polygraphy)', () => {
  expect(judge(f32([1]), tensor('int32', [1], bytesOf(Int32Array.of(1)))).verdict).toBe('drift');
});

test('one element far off in a million passes a mean, 0.9 % garbage passes a 0.99 quantile (Polygraphy)', () => {
  const reference = new Array(1_000_000).fill(1);
  const one = reference.slice();
  one[123_456] = 6;
  for (const more of [{ noise: { y: { sigma: 0.001, unit: 2 ** -24 } } }, {}, { tolerances: { y: { atol: 0.1 } } }])
    expect(judge(f32(reference), f32(one), more)).toMatchObject({
      verdict: 'drift',
      mismatched: 1,
      worst: { index: [123_456] },
    });
  const garbage = reference.map((value, i) => (i % 112 === 0 ? 0 : value));
  expect(judge(f32(reference), f32(garbage), { tolerances: { y: { atol: 0.1 } } }).mismatched).toBe(8929);
});

test('boolean outputs that differ are swallowed (Optimum)', () => {
  expect(judge(bools([true, false]), bools([true, true]))).toMatchObject({
    verdict: 'drift',
    reason: '1 of 2 elements differ, all must be equal',
    worst: { index: [1], reference: false, candidate: true },
  });
});

test('a lone NaN of the candidate becomes 0 where the reference is about 0 (onnx2tf)', () => {
  for (const more of [{ noise }, {}, { tolerances: { y: { atol: 1 } } }])
    expect(judge(f32([0, 1]), f32([Number.NaN, 1]), more)).toMatchObject({
      verdict: 'drift',
      mismatched: 1,
      worst: { index: [0], reference: 0, candidate: 'NaN' },
    });
});

test('outputs of one dimension and unmatched shapes are skipped (onnx2tf)', () => {
  expect(judge(f32([1, 2, 3]), f32([1, 2, 4])).verdict).toBe('drift');
  expect(judge(f32([1, 2, 3]), f32([1, 2])).verdict).toBe('drift');
});

test('(3,) against (2, 3) broadcasts to no error (torch verify_onnx_program)', () => {
  expect(judge(f32([1, 2, 3]), f32([1, 2, 3, 1, 2, 3], [2, 3])).verdict).toBe('drift');
  expect(judge(f32([1], []), f32([1, 1])).verdict).toBe('drift');
});

test('a backend that opts out counts as passed, and 0 of 0 stays green (ONNX backend runner and scoreboard)', () => {
  expect(gateVerdict({ cells: [] }, 'drift')).toMatchObject({ verdict: 'error', exitCode: 3 });
  expect(gateVerdict({ cells: [cell({ state: 'unsupported' })] }, 'drift')).toMatchObject({
    verdict: 'fail',
    exitCode: 1,
  });
  const beside = [cell({ runtime: 'a' }), cell({ runtime: 'b', state: 'unsupported' })];
  expect(gateVerdict({ cells: beside }, 'drift')).toMatchObject({ verdict: 'fail', exitCode: 1 });
});

test('a variable that cannot be found counts as success (MNN bisect)', () => {
  const { outputs } = compare(f32([1]), f32([1]), { names: { y: 'renamed' } });
  expect(outputs.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['y', 'drift'],
    ['y', 'drift'],
  ]);
  expect(outputs[0]?.reason).toBe('the output (called renamed here) is missing; it returned y');
});

test('an error divided by the larger of both sides looks small (MIOpen, MIGraphX)', () => {
  const huge = judge(f32([1, 1, 1]), f32([1, 1, 1e6]), { noise });
  expect(huge.verdict).toBe('drift');
  expect(Number(huge.noiseRatio)).toBeGreaterThan(1e12);
});

test('a tolerance widened behind the back of the user hides the wrong variant of an activation (coremltools)', () => {
  // tanh instead of erf in GELU: at most 5e-4 off, below an atol of 1e-3.
  const reference = Array.from({ length: 101 }, (_, i) => (i - 50) / 25);
  const candidate = reference.map((x) => x + 4.7e-4 * Math.sin(3 * x));
  expect(judge(f32(reference), f32(candidate), { noise }).verdict).toBe('drift');
  // Nobody widens it but the user, and then the report says what it hides.
  const { tolerance } = judge(f32(reference), f32(candidate), { noise, tolerances: { y: { atol: 1e-3 } } });
  expect(tolerance.rule).toBe('explicit');
  expect(tolerance.warning).toContain('hides faults');
  expect(tolerance.warning).toContain('more than 3 bits coarser');
});

test('strings that differ are not comparable and therefore fine', () => {
  expect(judge(stringTensor([2], ['cat', 'dog']), stringTensor([2], ['cat', 'cow']))).toMatchObject({
    verdict: 'drift',
    mismatched: 1,
    total: 2,
    worst: { index: [1], reference: 'dog', candidate: 'cow' },
  });
});

test('a reference that is NaN everywhere passes any NaN', () => {
  const nothing = f32([Number.NaN, Number.NaN]);
  expect(judge(nothing, nothing, { noise })).toMatchObject({
    verdict: 'error',
    reason: expect.stringContaining('NaN everywhere'),
  });
});
