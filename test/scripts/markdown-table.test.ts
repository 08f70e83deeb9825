import { expect, test } from 'vitest';
import { markdownTable } from '../../scripts/markdown-table.js';

test('a table with numbers to the right', () => {
  expect(
    markdownTable(
      ['what', 'MB'],
      [
        ['one', 1.5],
        ['two', ''],
      ],
      ['MB'],
    ),
  ).toBe(['| what | MB |', '| --- | ---: |', '| one | 1.5 |', '| two |  |'].join('\n'));
});

test('what would end a cell or a row does not', () => {
  const lines = markdownTable(['a', 'b'], [['x | y', 'first\nsecond']]).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[2]).toBe('| x \\| y | first second |');
});
