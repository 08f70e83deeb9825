import { linkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bytesBelow } from '../../../scripts/costs/bytes-below.js';
import { scratchWith } from '../scratch.js';

test('files below a folder count, a second link to one does not', () => {
  const folder = scratchWith({ 'a/one': '12345', 'a/b/two': '678' });
  linkSync(join(folder, 'a', 'one'), join(folder, 'three'));
  expect(bytesBelow(folder)).toBe(8);
  expect(bytesBelow(join(folder, 'nothing'))).toBe(0);
});
