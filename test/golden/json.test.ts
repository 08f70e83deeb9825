import { expect, test } from 'vitest';
import { readJsonGolden } from '../../src/golden/json.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { stringTensor, tensor } from '../../src/tensor/tensor.js';

test('explicit and short forms', () => {
  const text = JSON.stringify({
    explicit: { dtype: 'float32', shape: [2, 2], data: [1, 2, 3, 'NaN'] },
    nested: { dtype: 'int32', data: [[1], [2]] },
    short: [[1.5, '-Infinity']],
    scalar: 7,
    words: ['a', 'b'],
    flags: [true, false, 1],
    big: ['9223372036854775807', -5],
    pairs: [[1, 2]],
    none: { shape: [0, 3], data: [] },
  });
  const dtypes = new Map([
    ['short', 'float64'],
    ['scalar', 'uint8'],
    ['words', 'string'],
    ['flags', 'bool'],
    ['big', 'int64'],
    ['pairs', 'complex64'],
    ['none', 'float16'],
  ] as const);
  expect(Object.fromEntries(readJsonGolden(text, (name) => dtypes.get(name as 'short') ?? null))).toEqual({
    explicit: tensor('float32', [2, 2], bytesOf(Float32Array.of(1, 2, 3, Number.NaN))),
    nested: tensor('int32', [2, 1], bytesOf(Int32Array.of(1, 2))),
    short: tensor('float64', [1, 2], bytesOf(Float64Array.of(1.5, Number.NEGATIVE_INFINITY))),
    scalar: tensor('uint8', [], Uint8Array.of(7)),
    words: stringTensor([2], ['a', 'b']),
    flags: tensor('bool', [3], Uint8Array.of(1, 0, 1)),
    big: tensor('int64', [2], bytesOf(BigInt64Array.of(2n ** 63n - 1n, -5n))),
    pairs: tensor('complex64', [1], bytesOf(Float32Array.of(1, 2))),
    none: tensor('float16', [0, 3], new Uint8Array()),
  });
});

test('a name like __proto__ is a name', () => {
  expect([...readJsonGolden('{"__proto__": [1]}', () => 'int8').keys()]).toEqual(['__proto__']);
});

test.each([
  ['{', 'not JSON'],
  ['[]', 'must be an object'],
  ['{"x": [1]}', 'x: has no dtype'],
  ['{"x": {"dtype": "float4", "data": 1}}', 'x: must be {"dtype", "shape", "data"}'],
  ['{"x": {"dtype": "int8", "data": 1, "extra": 1}}', 'x: must be {"dtype", "shape", "data"}'],
  ['{"x": {"dtype": "int8"}}', 'x: must be {'],
  ['{"x": {"dtype": "int8", "data": [[1, 2], [3]]}}', 'x: the nested lists are ragged'],
  ['{"x": {"dtype": "int8", "data": [1, [2]]}}', 'x: the nested lists are ragged'],
  ['{"x": {"dtype": "int8", "shape": [3], "data": [1, 2]}}', 'x: shape [3] needs 3 elements, the data has 2'],
  ['{"x": {"dtype": "int8", "data": 200}}', 'x: 200 does not fit int8'],
  ['{"x": {"dtype": "int8", "data": 1.5}}', 'x: 1.5 is not a valid int8'],
  ['{"x": {"dtype": "float32", "data": "1"}}', 'x: "1" is not a valid float32'],
  ['{"x": {"dtype": "bool", "data": 2}}', 'x: 2 is not a valid bool'],
  ['{"x": {"dtype": "string", "data": 2}}', 'x: 2 is not a string'],
  ['{"x": {"dtype": "int64", "data": 9007199254740993}}', 'x: 9007199254740992 may have lost digits'],
  ['{"x": {"dtype": "float32", "data": 1}, "x": {"dtype": "float32", "data": 2}}', 'x: is in the document twice'],
  ['{"x": {"dtype": "float32", "data": 1, "d\\u0061ta": 2}}', 'data: is in the document twice'],
  ['{"x": {"dtype": "float64", "data": [[1], [-1e999]]}}', 'x: has a number that is larger than any float64'],
  ['{"x": {"dtype": "float32", "data": 1e39}}', 'x: 1e+39 does not fit float32'],
  ['{"x": {"dtype": "float16", "data": 65520}}', 'x: 65520 does not fit float16'],
  ['{"x": {"dtype": "float8_e4m3fn", "data": 500}}', 'x: 500 does not fit float8_e4m3fn'],
  ['{"x": {"dtype": "complex64", "data": [1, 2, 3]}}', 'x: complex64 needs pairs'],
  [`{"x": {"dtype": "int8", "data": ${'['.repeat(40)}${']'.repeat(40)}}}`, 'x: lists nested deeper'],
])('%s is refused', (text, message) => {
  expect(() => readJsonGolden(text)).toThrow(message);
});
