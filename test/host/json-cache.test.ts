import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { readCached, writeCached } from '../../src/host/json-cache.js';
import { silent } from '../../src/host/log.js';
import { hostIn } from '../environments/host.js';

const schema = z.strictObject({ sigma: z.number() });

function cache() {
  const folder = mkdtempSync(join(tmpdir(), 'json-cache-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const warnings: string[] = [];
  const host = hostIn(folder, { log: { ...silent, warn: (text) => void warnings.push(text) } });
  return { host, warnings, file: join(host.cache, 'noise', 'key.json') };
}

test.each<[string, (file: string) => void]>([
  ['empty', (file) => writeFileSync(file, '')],
  ['half', (file) => writeFileSync(file, '{"sigma": 1')],
  ['other bytes', (file) => writeFileSync(file, Buffer.of(0xff, 0, 0x80))],
  ['of another release', (file) => writeFileSync(file, '{"sigma": 1, "more": 2}')],
  ['of another type', (file) => writeFileSync(file, '{"sigma": "1"}')],
  ['a folder', (file) => mkdirSync(file)],
  ['a link to itself', (file) => symlinkSync(file, file)],
])('a value that is %s is computed and stored again', async (_, damage) => {
  const { host, file, warnings } = cache();
  await writeCached(host, 'noise', 'key', { sigma: 1 });
  expect(await readCached(host, 'noise', 'key', schema)).toEqual({ sigma: 1 });
  rmSync(file);
  damage(file);
  expect(await readCached(host, 'noise', 'key', schema)).toBeNull();
  await writeCached(host, 'noise', 'key', { sigma: 2 });
  const again = await readCached(host, 'noise', 'key', schema);
  expect(again ?? warnings.length).toEqual(again === null ? 1 : { sigma: 2 });
});

test('a cache that cannot be written is a warning', async () => {
  const { host, warnings } = cache();
  writeFileSync(host.cache, '');
  await writeCached(host, 'noise', 'key', { sigma: 1 });
  expect(warnings).toEqual([expect.stringMatching(/^the cache cannot be written/)]);
});

test.runIf(process.platform === 'linux')(
  'so is one where nobody can make a folder, which Node.js tries for ever',
  async () => {
    const { host, warnings } = cache();
    await writeCached({ ...host, cache: '/proc/1/x' }, 'noise', 'key', { sigma: 1 });
    expect(warnings).toEqual([expect.stringMatching(/^the cache cannot be written/)]);
  },
);
