import { existsSync, linkSync, mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeWritten } from '../../src/worker/take-written.js';
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
    'a name that is no text',
    (folder) => writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe])]), ''),
    /^wrote a file whose name is not UTF-8$/,
  ],
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
  const [folder, target] = await folders();
  write(folder);
  const written = readdirSync(folder).sort();
  const fault = takeWritten(folder, target, BOUNDS);
  if (expected !== null) return expect(fault).toMatch(expected);
  expect(fault).toBeNull();
  expect(readdirSync(target).sort()).toEqual(written);
  expect(existsSync(folder)).toBe(false);
});

const onPosix = test.skipIf(process.platform === 'win32');

onPosix('a link, whatever it leads to', async () => {
  const [folder, target] = await folders();
  symlinkSync('/etc/passwd', join(folder, 'values.json'));
  expect(takeWritten(folder, target, BOUNDS)).toMatch(/"values.json" as a link/);
});

onPosix('a link in place of a folder leaves what it leads to where it is', async () => {
  const [users, target] = await folders();
  writeFileSync(join(users, 'a'), '');
  const folder = `${users}-link`;
  symlinkSync(users, folder);
  expect(takeWritten(folder, target, BOUNDS)).toMatch(/not a folder/);
  expect(readdirSync(users)).toEqual(['a']);
});

async function folders(): Promise<[string, string]> {
  return [await freshFolder(), join(await freshFolder(), 'target')];
}
