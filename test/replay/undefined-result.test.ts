import { expect, test } from 'vitest';
import { undefinedResult } from '../../src/replay/undefined-result.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { type Tensor, tensor, type Values } from '../../src/tensor/tensor.js';

const UINT8 = 2;
const INT64 = 7;
const FLOAT = 1;
const floats = (...values: number[]) => tensor('float32', [values.length], bytesOf(Float32Array.from(values)));
const integers = (...values: number[]) => tensor('int32', [values.length], bytesOf(Int32Array.from(values)));
const cast = (to: number) => ({ opType: 'Cast', input: ['x'], attribute: [{ name: 'to', i: to }] });
const divided = (opType: string) => ({ opType, input: ['a', 'b'] });

/** The reference makes zeros, and the other side something else in these places. */
const sides = (length: number, ...differing: readonly number[]) => ({
  reference: integers(...Array<number>(length).fill(0)),
  candidate: integers(...Array.from({ length }, (_, index) => (differing.includes(index) ? 7 : 0))),
});

test.each([
  ['a negative number as unsigned', cast(UINT8), { x: floats(1, -1) }, sides(2, 1), true],
  ['another element than the negative one', cast(UINT8), { x: floats(1, -1) }, sides(2, 0), false],
  ['that one too', cast(UINT8), { x: floats(1, -1) }, sides(2, 0, 1), false],
  ['a number that is too large', cast(UINT8), { x: floats(256) }, sides(1, 0), true],
  ['the first number beyond the largest', cast(INT64), { x: floats(2 ** 63) }, sides(1, 0), true],
  ['NaN as an integer', cast(INT64), { x: floats(Number.NaN) }, sides(1, 0), true],
  ['what is cut to an integer in range', cast(UINT8), { x: floats(255.9, -0.9) }, sides(2, 0), false],
  ['floats', cast(FLOAT), { x: floats(1e30, Number.NaN) }, sides(2, 0), false],
  ['integers, which keep their lowest bits', cast(UINT8), { x: integers(-1, 300) }, sides(2, 0), false],
  ['an integer divided by zero', divided('Div'), { a: integers(1, 2), b: integers(1, 0) }, sides(2, 1), true],
  ['one that is not', divided('Div'), { a: integers(1, 2), b: integers(1, 0) }, sides(2, 0), false],
  ['all divided by one zero', divided('Div'), { a: integers(1, 2), b: integers(0) }, sides(2, 0, 1), true],
  ['the remainder of a division by zero', divided('Mod'), { a: integers(1), b: integers(0) }, sides(1, 0), true],
  ['integers divided by others', divided('Div'), { a: integers(0), b: integers(3) }, sides(1, 0), false],
  ['floats divided by zero', divided('Div'), { a: floats(1), b: floats(0) }, sides(1, 0), false],
  ['inputs that are not known', divided('Div'), {}, sides(1, 0), false],
  ['other operators', { opType: 'Add', input: ['a', 'b'] }, { a: integers(1), b: integers(0) }, sides(1, 0), false],
])('%s', (_, node, inputs, made, isUndefined) => {
  const find = (name: string) => (inputs as Values)[name];
  expect(undefinedResult(node, find, made) !== null).toBe(isUndefined);
});

test('boxes with the same score may come in any order, and nothing else may differ', () => {
  const node = { opType: 'NonMaxSuppression', input: ['boxes', 'scores', 'most'] };
  const places = (...boxes: number[]) =>
    tensor('int64', [boxes.length, 3], bytesOf(BigInt64Array.from(boxes.flatMap((box) => [0n, 0n, BigInt(box)]))));
  const inputs: Values = {
    boxes: tensor('float32', [1, 3, 4], bytesOf(Float32Array.from([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]))),
    scores: tensor('float32', [1, 1, 3], bytesOf(Float32Array.from([0.5, 0.5, 0.4]))),
    most: tensor('int64', [1], bytesOf(BigInt64Array.from([3n]))),
  };
  const open = (candidate: Tensor) =>
    undefinedResult(node, (name) => inputs[name], { reference: places(0, 1, 2), candidate });
  expect(open(places(1, 0, 2))).toMatch(/same score/);
  expect(open(places(2, 0, 1))).toBeNull();
});
