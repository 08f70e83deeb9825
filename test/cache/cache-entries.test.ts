import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { cacheEntries } from '../../src/cache/cache-entries.js';
import { cacheText, prunedText } from '../../src/cache/cache-text.js';
import { removeEntries } from '../../src/cache/remove-entries.js';
import { isPublished, publishFolder } from '../../src/environments/publish-folder.js';
import { readCached, writeCached } from '../../src/host/json-cache.js';
import { markUsed } from '../../src/host/last-use.js';
import { folderOf, hostIn } from '../discover/repository.js';

const OLD = new Date('2026-01-02T12:00:00Z');

/** An environment with a marker, and a noise floor, last used on one day. */
async function filled(): Promise<string> {
  const cache = folderOf({ 'noise/k.json': '{"a":1}', 'file-at-the-top': 'x' });
  mkdirSync(join(cache, 'environments'));
  const environment = join(cache, 'environments', 'e1');
  await publishFolder(environment, { scratch: '/nowhere' }, async (target) => {
    mkdirSync(join(target, 'lib'));
    writeFileSync(join(target, 'lib', 'x.bin'), Buffer.alloc(1000));
  });
  utimesSync(join(environment, '.complete'), OLD, OLD);
  utimesSync(join(cache, 'noise/k.json'), OLD, OLD);
  return cache;
}

test('entries have their kind, size and the day of their last use', async () => {
  const cache = await filled();
  expect(await cacheEntries(cache)).toEqual([
    { kind: 'environments', path: join(cache, 'environments/e1'), bytes: 1000, lastUse: '2026-01-02' },
    { kind: 'noise', path: join(cache, 'noise/k.json'), bytes: 7, lastUse: '2026-01-02' },
  ]);
  expect(await cacheEntries(join(cache, 'missing'))).toEqual([]);
});

test('reading a value, and using a folder, counts as a use', async () => {
  const cache = await filled();
  const host = { ...hostIn(cache), cache, today: '2027-03-10' };
  expect(await readCached(host, 'noise', 'k', z.object({ a: z.int() }))).toEqual({ a: 1 });
  await markUsed(join(cache, 'environments/e1/.complete'), host);
  await markUsed(join(cache, 'gone'), host);
  expect((await cacheEntries(cache)).map(({ lastUse }) => lastUse)).toEqual(['2027-03-10', '2027-03-10']);
  await writeCached(host, 'noise', 'other', 1);
  expect((await cacheEntries(cache)).map(({ kind }) => kind)).toEqual(['environments', 'noise', 'noise']);
});

test('what is removed is gone as a whole, and what is gone already is no fault', async () => {
  const cache = await filled();
  const entries = await cacheEntries(cache);
  expect(await removeEntries(entries)).toEqual([]);
  expect(await removeEntries(entries)).toEqual([]);
  expect(await isPublished(join(cache, 'environments/e1'))).toBe(false);
  expect(await cacheEntries(cache)).toEqual([]);
  expect(existsSync(join(cache, 'file-at-the-top'))).toBe(true);
});

test('the words', async () => {
  const cache = await filled();
  const entries = await cacheEntries(cache);
  const text = cacheText(cache, entries);
  expect(text).toContain('environments      1  1.0 kB  2026-01-02  installed packages of runtimes and converters\n');
  expect(text).toMatch(/\n1\.0 kB in total\n$/);
  expect(cacheText('/c', [])).toBe('/c is empty\n');
  expect(prunedText(entries, [], true)).toBe(
    'would remove 2 items, 1.0 kB\n  environments: 1, 1.0 kB\n  noise: 1, 7 B\n',
  );
  expect(prunedText([], [], false)).toBe('nothing to remove\n');
  expect(prunedText([], entries.slice(0, 1), false)).toMatch(/could not remove .*e1: a program is using it/);
});
