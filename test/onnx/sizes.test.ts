import { expect, test } from 'vitest';
import { dimensionOf, equate, known, openSize, sumOf } from '../../src/onnx/sizes.js';

test('what is equal to a number is that number', () => {
  const [a, b] = [openSize('a'), openSize('b')];
  expect([equate(a, b), equate(b, 3), known(a)]).toEqual([true, true, 3]);
});

test('a contradiction changes nothing', () => {
  const size = openSize('n');
  expect([equate(size, 3), equate(size, 4), known(size)]).toEqual([true, false, 3]);
});

test('a name stays, whichever side it is on', () => {
  const [inside, symbol] = [openSize(), openSize('seq')];
  equate(symbol, inside);
  expect([dimensionOf(symbol), dimensionOf(inside)]).toEqual(['seq', 'seq']);
});

test('a sum follows from its parts, and the last open part from the sum', () => {
  const [past, total] = [openSize('past'), openSize('total')];
  equate(total, sumOf([past, 1]));
  expect(dimensionOf(total)).toBe('past + 1');
  expect([equate(total, 9), known(past)]).toEqual([true, 8]);
  expect(equate(sumOf([openSize('a'), 5]), 5)).toBe(false);
});

test('a size is not part of itself', () => {
  const size = openSize('n');
  equate(size, sumOf([size, 1]));
  expect(dimensionOf(size)).toBe('n');
});
