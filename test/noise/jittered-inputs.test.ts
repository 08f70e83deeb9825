import { expect, test } from 'vitest';
import { jitteredInputs } from '../../src/noise/jittered-inputs.js';
import { f32 } from '../compare/tensors.js';

const moved = (values: readonly number[], steering: readonly string[]) => {
  const { x } = jitteredInputs({ x: f32(values) }, { steering: new Set(steering) }, 1);
  if (x?.kind !== 'tensor' || x.dtype === 'string') throw new Error('it is a tensor of numbers');
  return [...new Float32Array(x.bytes.slice().buffer)].map((value, i) => value !== values[i]);
};
const tokens = [5, 4, 3, 2, 1, 9, 8, 7, 6, 12];

test('whole numbers that a graph casts or looks up are not moved', () => {
  expect(moved(tokens, [])).not.toContain(false);
  expect(moved(tokens, ['x'])).not.toContain(true);
});

test('fractions beside them are', () => {
  expect(moved([0.5, ...tokens], ['x'])[0]).toBe(true);
});

test('a few numbers that steer are left alone, whole or not', () => {
  expect(moved([0.5, 0.25], ['x'])).toEqual([false, false]);
});

test('what trees compare with their thresholds stays, whole or not', () => {
  const before = f32(Array.from({ length: 40 }, (_, index) => index / 7));
  const held = { steering: new Set(['x']), compared: new Set(['x']) };
  expect(jitteredInputs({ x: before }, held, 1).x).toEqual(before);
  expect(jitteredInputs({ x: before }, { ...held, compared: new Set<string>() }, 1).x).not.toEqual(before);
});
