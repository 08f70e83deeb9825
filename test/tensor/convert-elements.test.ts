import { expect, test } from 'vitest';
import { convertElements } from '../../src/tensor/convert-elements.js';
import { bytesOf, storageOf } from '../../src/tensor/elements.js';
import { tensor } from '../../src/tensor/tensor.js';

const floats = (...numbers: number[]) => tensor('float32', [numbers.length], bytesOf(Float32Array.from(numbers)));

test.each(['float16', 'bfloat16'] as const)('floats are rounded to %s and come back as that', (dtype) => {
  const half = convertElements(floats(1, -0.1, 0, Number.NaN, Number.NEGATIVE_INFINITY), dtype);
  expect(half.dtype).toBe(dtype);
  const back = [...storageOf(convertElements(half, 'float32'))].map(Number);
  // Nearest numbers of 11 and of 8 significant bits.
  const tenth = dtype === 'float16' ? -0.0999755859375 : -0.10009765625;
  expect(back).toEqual([1, tenth, 0, Number.NaN, Number.NEGATIVE_INFINITY]);
});

test('a number that would become infinite is named instead', () => {
  expect(() => convertElements(floats(1, 70_000), 'float16')).toThrow(
    'float32[2] holds 70000, which float16 cannot hold: it would become Infinity',
  );
  expect([...storageOf(convertElements(convertElements(floats(70_000), 'bfloat16'), 'float32'))]).toEqual([70_144]);
});

test('integers that do not fit, and types that are never converted, are refused', () => {
  expect(() => convertElements(tensor('int32', [1], bytesOf(Int32Array.of(300))), 'int8')).toThrow(
    'it would become 44',
  );
  expect(() => convertElements(floats(1), 'string')).toThrow('cannot be passed as string');
});
