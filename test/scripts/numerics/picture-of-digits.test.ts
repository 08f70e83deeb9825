import { expect, test } from 'vitest';
import { pictureOfDigits } from '../../../scripts/numerics/picture-of-digits.js';
import { storageOf } from '../../../src/tensor/elements.js';

test('dark digits on a light ground, in all three channels, by the seed', () => {
  const picture = pictureOfDigits(96, 0);
  expect(picture.shape).toEqual([1, 3, 96, 96]);
  const pixels = Array.from(storageOf(picture), Number);
  expect(new Set(pixels.map((value) => Math.round(value * 10)))).toEqual(new Set([-9, 9]));
  const plane = 96 * 96;
  expect(pixels.slice(plane, 2 * plane)).toEqual(pixels.slice(0, plane));
  expect(pictureOfDigits(96, 1).bytes).not.toEqual(picture.bytes);
});
