import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writtenFault } from '../../src/values/written-folder.js';
import { freshFolder } from '../environments/host.js';

const BOUNDS = { files: 2, depth: 1, bytes: 1000 };

const WRITTEN: readonly [string, (folder: string) => void, RegExp | null][] = [
  ['nothing', () => {}, null],
  [
    'as much as allowed',
    (folder) => ['a', 'b'].map((name) => writeFileSync(join(folder, name), 'x'.repeat(500))),
    null,
  ],
  [
    'too many files',
    (folder) => ['a', 'b', 'c'].map((name) => writeFileSync(join(folder, name), '')),
    /more than 2 files/,
  ],
  ['too many bytes', (folder) => writeFileSync(join(folder, 'a'), 'x'.repeat(1001)), /more than 1000 bytes/],
  [
    'a file with a hole',
    (folder) => {
      writeFileSync(join(folder, 'a'), '');
      truncateSync(join(folder, 'a'), 2 ** 30);
    },
    /more than 1000 bytes/,
  ],
  ['a folder', (folder) => mkdirSync(join(folder, 'one')), null],
  ['folders in folders', (folder) => mkdirSync(join(folder, 'one/two'), { recursive: true }), /deeper than 1 level/],
  [
    'a second name',
    (folder) => {
      writeFileSync(join(folder, 'a'), '');
      linkSync(join(folder, 'a'), join(folder, 'b'));
    },
    /second name/,
  ],
];

test.each(WRITTEN)('%s', async (_, write, expected) => {
  const folder = await freshFolder();
  write(folder);
  const fault = await writtenFault(folder, BOUNDS);
  if (expected === null) expect(fault).toBeNull();
  else expect(fault).toMatch(expected);
});

test.skipIf(process.platform === 'win32')('a link, whatever it leads to', async () => {
  const folder = await freshFolder();
  symlinkSync('/etc/passwd', join(folder, 'values.json'));
  expect(await writtenFault(folder, BOUNDS)).toMatch(/"values.json" as a link/);
});
