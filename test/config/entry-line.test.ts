import { expect, test } from 'vitest';
import { entryLines } from '../../src/config/entry-line.js';

const is = (wanted: unknown) => (entry: unknown) => JSON.stringify(entry) === JSON.stringify(wanted);

test.each([
  ['runtimes: [a, b]', 'runtimes', 'b', 1],
  ['models: []\nruntimes:\n  - a\n  # note\n  - b\n', 'runtimes', 'b', 5],
  ['{\n "approvals": [\n  {"model": "m"}\n ]\n}', 'approvals', { model: 'm' }, 3],
  ['runtimes: [a]', 'runtimes', 'b', null],
  ['runtimes: a', 'runtimes', 'a', null],
  ['- a', 'runtimes', 'a', null],
  ['', 'runtimes', 'a', null],
  ['runtimes: [a', 'models', 'a', null],
])('%j', (text, list, entry, line) => {
  expect(entryLines(text)(list, is(entry))).toBe(line);
});
