import { expect, test } from 'vitest';
import { lowestPython, satisfies } from '../../src/environments/python-version.js';

test.each([
  ['3.11.7', '>=3.10', true],
  ['3.9.18', '>=3.10', false],
  ['3.10.0', '>=3.10', true],
  ['3.15.0', '>=3.10,<3.15', false],
  ['3.14.9', '>=3.10, <3.15', true],
  ['3.12.1', '!=3.12.1', false],
  ['3.11.0', '==3.11', true],
  ['3.11.0', '<=3.11', true],
  ['3.11.1', '>3.11', true],
  ['3.13.0rc1', '>=3.13', true],
  ['2.7.18', '', true],
])('%s against %j: %s', (version, specifier, expected) => {
  expect(satisfies(version, specifier)).toBe(expected);
});

test('the lowest Python is the one that a lock starts from', () => {
  expect(lowestPython('<3.15,>=3.11')).toBe('3.11');
  expect(lowestPython('<3.15')).toBeNull();
});
