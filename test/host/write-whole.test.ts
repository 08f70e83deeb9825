import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { systemFault } from '../../src/host/system-fault.js';
import { writeWhole } from '../../src/host/write-whole.js';
import { freshFolder } from '../environments/host.js';

test('a file is made, then replaced, and nothing is left beside it', async () => {
  const folder = await freshFolder();
  const path = join(folder, 'a.txt');
  await writeWhole(path, 'one');
  await writeWhole(path, [Buffer.from('t'), Buffer.from('wo')]);
  expect(await readFile(path, 'utf8')).toBe('two');
  expect(await readdir(folder)).toEqual(['a.txt']);
});

test('what fails leaves the old file as it is, and says which it is', async () => {
  const folder = await freshFolder();
  const path = join(folder, 'a.txt');
  await writeFile(path, 'old');
  const stops = { [Symbol.iterator]: () => ({ next: () => fail() }) } as unknown as readonly Uint8Array[];
  const fail = (): never => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  const error = await writeWhole(path, stops).catch((reason: unknown) => reason);
  expect(systemFault(error)?.explanation).toMatchObject({ what: 'the disk is full', where: path });
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['a.txt']);
});

test('a folder is no file', async () => {
  const folder = await freshFolder();
  await mkdir(join(folder, 'a'));
  const error = await writeWhole(join(folder, 'a'), 'x').catch((reason: unknown) => reason);
  expect(systemFault(error)?.explanation).toMatchObject({ where: join(folder, 'a') });
});

test.runIf(process.platform !== 'win32')('links and pipes are written to', async () => {
  const folder = await freshFolder();
  await writeFile(join(folder, 'a.txt'), 'old');
  await symlink('a.txt', join(folder, 'link'));
  await writeWhole(join(folder, 'link'), 'new');
  expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('new');
  expect(await readlink(join(folder, 'link'))).toBe('a.txt');

  execFileSync('mkfifo', [join(folder, 'pipe')]);
  const reader = spawn('cat', [join(folder, 'pipe')]);
  const [read] = await Promise.all([
    text(reader.stdout),
    writeWhole(join(folder, 'pipe'), 'through'),
    once(reader, 'close'),
  ]);
  expect(read).toBe('through');
});

test.runIf(process.platform !== 'win32')(
  'a file that may be written in a folder that may not is written in place',
  async () => {
    const folder = await freshFolder();
    const path = join(folder, 'a.txt');
    await writeFile(path, 'old');
    await chmod(folder, 0o555);
    await writeWhole(path, 'new').finally(() => chmod(folder, 0o755));
    expect(await readFile(path, 'utf8')).toBe('new');
  },
);
