import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutProse } from '../src/cut-prose.js';

test.each([
  [0, 'x'.repeat(0)],
  [9, 'x'.repeat(9)],
  [10, 'x'.repeat(10)],
  [11, `${'x'.repeat(9)}…`],
  [100, `${'x'.repeat(9)}…`],
])('of %i characters and a limit of ten', (length, expected) => {
  expect(cutProse('x'.repeat(length), 10)).toBe(expected);
});

test.each([
  ['code before the cut', 'a `b` cdefghijklmno', 'a `b` cde…'],
  ['code that the cut would fall into', 'see `portability run` for more', 'see `portability run` …'],
  ['code that only a full stop follows', 'see `portability run`.', 'see `portability run`.'],
  ['code that is not closed', 'see `portability run', 'see `port…'],
  ['code that is too long', `see \`${'x'.repeat(2000)}\` for more`, 'see …'],
  ['characters of two units', '😀'.repeat(11), `${'😀'.repeat(9)}…`],
])('%s', (_, text, expected) => {
  expect(cutProse(text, 10)).toBe(expected);
});

test('code is whole or not there, whatever the text', () => {
  const part = fc.oneof(
    fc.string({ maxLength: 30 }).map((text) => text.replaceAll('`', '')),
    fc.constant('`code it`'),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), fc.integer({ min: 1, max: 120 }), (parts, limit) => {
      const cut = cutProse(parts.join(''), limit);
      expect(cut.split('`').length % 2).toBe(1);
      expect(Array.from(cut).length).toBeLessThanOrEqual(limit + '`code it` …'.length);
    }),
  );
});
