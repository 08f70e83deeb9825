import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isStale, writeFile } from '../../../scripts/generate/generated-file.js';
import { scratchWith } from '../scratch.js';

test('a file is stale until it says what it should', () => {
  const file = { path: join(scratchWith(), 'new', 'file.txt'), text: 'content\n' };
  expect(isStale(file)).toBe(true);
  writeFile(file);
  expect(isStale(file)).toBe(false);
  expect(readFileSync(file.path, 'utf8')).toBe(file.text);
  expect(isStale({ ...file, text: 'other\n' })).toBe(true);
});
