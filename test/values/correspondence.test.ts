import { expect, test } from 'vitest';
import { composeNames } from '../../src/values/correspondence.js';

test('a converter that renames nothing leaves the map of the form as it is', () => {
  expect(composeNames({}, {})).toEqual({});
  expect(composeNames({ a: 'x', b: null }, {})).toEqual({ a: 'x', b: null });
});

test('names go through both maps', () => {
  expect(composeNames({ a: 'x' }, { x: 'x_1' })).toEqual({ a: 'x_1', x: 'x_1' });
  expect(composeNames({}, { x: 'x_1' })).toEqual({ x: 'x_1' });
  expect(composeNames({ a: null }, { x: 'x_1' })).toEqual({ a: null, x: 'x_1' });
});

test('names that are swapped stay swapped', () => {
  expect(composeNames({ a: 'b', b: 'a' }, { a: 'a_1', b: 'b_1' })).toEqual({ a: 'b_1', b: 'a_1' });
});

test('names from files are only names', () => {
  const map = composeNames({}, JSON.parse('{"__proto__": "p_1", "constructor": "c_1"}'));
  expect(Object.entries(map)).toEqual([
    ['__proto__', 'p_1'],
    ['constructor', 'c_1'],
  ]);
  expect(composeNames({ a: 'toString' }, {})).toEqual({ a: 'toString' });
});
