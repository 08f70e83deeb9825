import { expect, test } from 'vitest';
import { withTables } from '../../../scripts/generate/configuration-page.js';

const page = 'a\n<!-- generated: keys -->\nold\n<!-- end -->\nb\n';

test('a table takes the place of the old one, and a second run changes nothing', () => {
  const filled = withTables(page, { keys: '| new |' });
  expect(filled).toBe('a\n<!-- generated: keys -->\n\n| new |\n<!-- end -->\nb\n');
  expect(withTables(filled, { keys: '| new |' })).toBe(filled);
});

test.each([
  [{}, /no table keys/],
  [{ keys: '', other: '' }, /no place for other/],
])('a page and its tables belong together: %j', (tables, message) => {
  expect(() => withTables(page, tables)).toThrow(message);
});
