import { expect, test } from 'vitest';
import { bytesOf, storageOf } from '../../src/tensor/elements.js';
import { stringTensor, tensor, type Value } from '../../src/tensor/tensor.js';
import { changeInWords, changeValue, composeChanges, undoChange } from '../../src/values/port-change.js';

const int64 = (...numbers: bigint[]): Value => tensor('int64', [numbers.length], bytesOf(BigInt64Array.from(numbers)));
const image = tensor('float32', [1, 2, 2, 3], bytesOf(Float32Array.from({ length: 12 }, (_, i) => i)));
const NHWC = [0, 2, 3, 1];

const numbers = (value: Value): readonly unknown[] =>
  value.kind === 'tensor' && value.dtype !== 'string' ? [value.dtype, value.shape, [...storageOf(value)]] : [value];

test('axes are taken in the order that numpy.transpose takes them in', () => {
  // numpy.arange(12).reshape(1, 2, 2, 3).transpose(0, 2, 3, 1)
  expect(numbers(changeValue(image, { axes: NHWC }))).toEqual([
    'float32',
    [1, 2, 3, 2],
    [0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11],
  ]);
});

test('what was changed is undone', () => {
  expect(undoChange(changeValue(image, { axes: NHWC }), { axes: NHWC })).toEqual(image);
  const dtype = { from: 'int64', to: 'int32' } as const;
  const ids = int64(5n, -2n, 2n ** 31n - 1n);
  expect(numbers(changeValue(ids, { dtype }))).toEqual(['int32', [3], [5, -2, 2 ** 31 - 1]]);
  expect(undoChange(changeValue(ids, { dtype }), { dtype })).toEqual(ids);
});

test('an axis of size one that the first form does not have is added, and taken away again', () => {
  const scalar = tensor('float32', [], bytesOf(Float32Array.of(7)));
  expect(numbers(changeValue(scalar, { axes: [null] }))).toEqual(['float32', [1], [7]]);
  expect(undoChange(changeValue(scalar, { axes: [null] }), { axes: [null] })).toEqual(scalar);
  const axes = [0, null, 2, 3, 1];
  expect(numbers(changeValue(image, { axes }))[1]).toEqual([1, 1, 2, 3, 2]);
  expect(undoChange(changeValue(image, { axes }), { axes })).toEqual(image);
  // What has another size there is not of this form.
  expect(() => undoChange(tensor('float32', [2], bytesOf(Float32Array.of(1, 2))), { axes: [null] })).toThrow(
    'float32[2] does not have the axes new',
  );
  const [first, second] = [{ axes }, { axes: [4, 3, 2, 1, 0] }];
  expect(changeValue(image, composeChanges(first, second))).toEqual(changeValue(changeValue(image, first), second));
});

test('two changes are one', () => {
  const [first, second] = [{ axes: NHWC }, { axes: [0, 3, 1, 2] }];
  expect(changeValue(image, composeChanges(first, second))).toEqual(changeValue(changeValue(image, first), second));
  const odd = { axes: [3, 0, 1, 2] };
  expect(changeValue(image, composeChanges(first, odd))).toEqual(changeValue(changeValue(image, first), odd));
  const there = { dtype: { from: 'int64', to: 'int32' } } as const;
  const back = { dtype: { from: 'int32', to: 'int64' } } as const;
  expect(composeChanges(there, back)).toEqual({});
  expect(composeChanges(there, first)).toEqual({ ...there, ...first });
});

test('an integer that would become another one is told, not wrapped', () => {
  const dtype = { from: 'int64', to: 'int32' } as const;
  expect(() => changeValue(int64(1n, 2n ** 31n), { dtype })).toThrow(
    'int64[2] holds 2147483648, which int32 cannot hold: it would become -2147483648',
  );
  expect(() => changeValue(image, { dtype: { from: 'float32', to: 'int8' } })).not.toThrow();
  const half = tensor('float32', [1], bytesOf(Float32Array.of(0.5)));
  expect(() => changeValue(half, { dtype: { from: 'float32', to: 'int8' } })).toThrow(/holds 0.5/);
});

test('a type that was not promised stays as it came', () => {
  const dtype = { from: 'int64', to: 'int32' } as const;
  expect(undoChange(image, { dtype })).toBe(image);
  const text = stringTensor([1], ['a']);
  expect(changeValue(text, { dtype, axes: [0] })).toBe(text);
});

test('axes that the tensor does not have are an error', () => {
  expect(() => changeValue(image, { axes: [0, 1] })).toThrow(/has no axes 0 1/);
  expect(() => changeValue(image, { axes: [0, 1, 1, 2] })).toThrow(/has no axes/);
});

test('changes in words', () => {
  expect(changeInWords({ dtype: { from: 'int64', to: 'int32' }, axes: NHWC })).toBe('int64 as int32, axes 0 2 3 1');
});
