import { expect, test } from 'vitest';
import { isEven, spreadOfErrors } from '../../../src/compare/kernel/spread.js';
import { f32 } from '../tensors.js';

const wave = Array.from({ length: 676 }, (_, i) => Math.fround(Math.sin(i * 1.7) + 0.1 * (i % 5)));
const noisy = (values: readonly number[]) => values.map((v, i) => v * (1 + 2 ** -10 * Math.sin(i * i * 3.1 + 1)));

test.each<[string, readonly number[], readonly number[], boolean]>([
  ['errors in every element', wave, noisy(wave), true],
  [
    'errors relative to numbers of very different sizes',
    wave.map((v, i) => v * 2 ** -(i % 30)),
    noisy(wave.map((v, i) => v * 2 ** -(i % 30))),
    true,
  ],
  [
    'behind a Relu, where half stays zero',
    wave.map((v) => Math.max(0, v)),
    noisy(wave.map((v) => Math.max(0, v))),
    true,
  ],
  ['one column of 26', wave, wave.map((v, i) => (i % 26 === 25 ? v + 0.01 : v)), false],
  ['one half', wave, noisy(wave).map((v, i) => (i % 2 === 0 ? (wave[i] ?? 0) : v)), false],
])('%s: even or not', (_, reference, candidate, even) => {
  expect(isEven(spreadOfErrors(f32(reference), f32(candidate)))).toBe(even);
});

test('equal tensors have no errors to spread', () => {
  expect(spreadOfErrors(f32(wave), f32(wave))).toBeNull();
  expect(spreadOfErrors(f32([]), f32([]))).toBeNull();
  expect(isEven(null)).toBe(false);
});
