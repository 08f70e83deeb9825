import { expect, test } from 'vitest';
import { randomFor } from '../../src/golden/random.js';

const draw = (seed: number, name: string) => {
  const random = randomFor(seed, name);
  return Array.from({ length: 20_000 }, random.uniform);
};

test('a stream belongs to its seed and name', () => {
  expect(draw(1, 'x')).toEqual(draw(1, 'x'));
  expect(draw(1, 'x')).not.toEqual(draw(2, 'x'));
  expect(draw(1, 'x')).not.toEqual(draw(1, 'y'));
});

test('the stream never changes: recorded goldens name its seed', () => {
  const random = randomFor(0, 'input');
  expect([random.uniform(), random.integer(0, 1000), random.normal()]).toMatchInlineSnapshot(`
    [
      0.32136757673268757,
      506,
      -1.973573479335755,
    ]
  `);
});

test('uniform numbers fill [0, 1) evenly', () => {
  const numbers = draw(3, 'x');
  const tenths = Array.from({ length: 10 }, (_, tenth) => numbers.filter((n) => Math.floor(n * 10) === tenth).length);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  // chi-squared with 9 degrees of freedom stays under 27.9 with probability 0.999
  expect(tenths.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)).toBeLessThan(27.9);
});

test('normal numbers have mean 0 and variance 1', () => {
  const random = randomFor(4, 'x');
  const numbers = Array.from({ length: 20_000 }, random.normal);
  const mean = numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
  const variance = numbers.reduce((sum, n) => sum + (n - mean) ** 2, 0) / numbers.length;
  // five standard errors
  expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(20_000));
  expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / 20_000));
});

test('integers reach both ends of a range and no further', () => {
  const random = randomFor(5, 'x');
  expect(new Set(Array.from({ length: 1000 }, () => random.integer(-2, 2)))).toEqual(new Set([-2, -1, 0, 1]));
});
