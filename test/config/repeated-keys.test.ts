import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { repeatedKeys } from '../../src/config/repeated-keys.js';

const found = (text: string) => repeatedKeys(parseDocument(text, { uniqueKeys: false, prettyErrors: false }));

test.each([
  ['a: 1\nb: 2\n', []],
  ['a: 1\nb: {c: 1, c: 2}\na: 3\n', [15, 21]],
  ['{"a": [{"b": 1}, {"b": 2}], "a": 1}', [28]],
])('keys that their map has already, by their places: %j', (text, places) => {
  expect(found(text)).toEqual(places);
});
