import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ENTRIES, LIB } from '../../../scripts/build/lib.js';

test('every bundle is in the npm package, and the package needs no other', () => {
  const { files, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(files).toEqual(expect.arrayContaining(ENTRIES.map((entry) => `${LIB}/${entry}`)));
  expect(dependencies).toBeUndefined();
});
