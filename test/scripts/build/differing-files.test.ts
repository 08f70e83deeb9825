import { join } from 'node:path';
import { expect, test } from 'vitest';
import { differingFiles } from '../../../scripts/build/differing-files.js';
import { scratchWith } from '../scratch.js';

test('files with other content, and those that only one folder has', () => {
  const one = scratchWith({ same: 'x', 'deep/changed': 'x', gone: 'x' });
  const other = scratchWith({ same: 'x', 'deep/changed': 'y', added: 'x' });
  expect(differingFiles(one, other)).toEqual(['added', join('deep', 'changed'), 'gone']);
  expect(differingFiles(one, one)).toEqual([]);
  expect(differingFiles(join(one, 'nothing'), other)).toHaveLength(3);
});
