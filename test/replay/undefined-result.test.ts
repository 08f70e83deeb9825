import { expect, test } from 'vitest';
import { undefinedResult } from '../../src/replay/undefined-result.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor } from '../../src/tensor/tensor.js';

const UINT8 = 2;
const INT64 = 7;
const FLOAT = 1;
const floats = (...values: number[]) => tensor('float32', [values.length], bytesOf(Float32Array.from(values)));
const integers = (...values: number[]) => tensor('int32', [values.length], bytesOf(Int32Array.from(values)));
const cast = (to: number) => ({ opType: 'Cast', input: ['x'], attribute: [{ name: 'to', i: to }] });
const divided = (opType: string) => ({ opType, input: ['a', 'b'] });

test.each([
  ['a negative number as unsigned', cast(UINT8), { x: floats(1, -1) }, true],
  ['a number that is too large', cast(UINT8), { x: floats(256) }, true],
  ['NaN as an integer', cast(INT64), { x: floats(Number.NaN) }, true],
  ['what is cut to an integer in range', cast(UINT8), { x: floats(255.9, -0.9) }, false],
  ['floats', cast(FLOAT), { x: floats(1e30, Number.NaN) }, false],
  ['integers, which keep their lowest bits', cast(UINT8), { x: integers(-1, 300) }, false],
  ['an integer divided by zero', divided('Div'), { a: integers(1, 2), b: integers(1, 0) }, true],
  ['the remainder of a division by zero', divided('Mod'), { a: integers(1), b: integers(0) }, true],
  ['integers divided by others', divided('Div'), { a: integers(0), b: integers(3) }, false],
  ['floats divided by zero', divided('Div'), { a: floats(1), b: floats(0) }, false],
  ['inputs that are not known', divided('Div'), {}, false],
  ['other operators', { opType: 'Add', input: ['a', 'b'] }, { a: integers(1), b: integers(0) }, false],
])('%s', (_, node, inputs, isUndefined) => {
  expect(undefinedResult(node, inputs) !== null).toBe(isUndefined);
});
