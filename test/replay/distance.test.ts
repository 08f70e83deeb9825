import { expect, test } from 'vitest';
import { numbers } from '../../scripts/operators/one-operator.js';
import { distance } from '../../src/replay/distance.js';

const noise = { y: { sigma: 1e-7, peak: 2e-7, unit: 2 ** -24 } };
const of = (values: readonly number[]) => ({ y: numbers('float32', [values.length], values) });

test('within rounding, beyond it, and another structure', () => {
  expect(distance(of([1, 2]), of([1, 2]), { noise })).toEqual({ noiseRatio: 0, ulp: 0, agree: true });
  const beyond = distance(of([1, 2]), of([1, 2.5]), { noise });
  expect(beyond).toMatchObject({ agree: false, ulp: 2097152 });
  expect(Number(beyond.noiseRatio)).toBeGreaterThan(1e6);
  expect(distance(of([1, 2]), of([1, 2, 3]), { noise })).toEqual({ noiseRatio: null, ulp: null, agree: false });
});

test('integers are equal or not', () => {
  const integers = (value: number) => ({ y: numbers('int64', [1], [value]) });
  expect(distance(integers(1), integers(1), { noise: {} })).toMatchObject({ agree: true, ulp: null });
  expect(distance(integers(1), integers(2), { noise: {} })).toMatchObject({ agree: false });
});

test('the worst of several outputs counts', () => {
  const both = { ...of([1]), z: numbers('float32', [1], [1]) };
  const other = { ...of([1]), z: numbers('float32', [1], [2]) };
  expect(distance(both, other, { noise: { ...noise, z: noise.y } })).toMatchObject({ agree: false });
  // What has another structure is not told by how close the others are.
  const longer = { ...of([1]), z: numbers('float32', [2], [1, 1]) };
  expect(distance(both, longer, { noise: { ...noise, z: noise.y } })).toMatchObject({ agree: false, noiseRatio: null });
});
