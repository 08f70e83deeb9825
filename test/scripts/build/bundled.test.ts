import { expect, test } from 'vitest';
import { readBundled, writeBundled } from '../../../scripts/build/bundled.js';
import { scratchWith } from '../scratch.js';

test('the packages of some bundles of a build', () => {
  const target = scratchWith();
  writeBundled(target, { 'a.js': ['node_modules/x'], 'b.js': ['node_modules/y'], 'c.js': [] });
  expect(readBundled(target, ['a.js', 'c.js'])).toEqual(['node_modules/x']);
  expect(() => readBundled(target, ['d.js'])).toThrow(/no bundle d\.js/);
});
