import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ANY_PLATFORM, embeddedFolder } from '../../src/environments/embedded-folder.js';
import { parseNpmRequirement } from '../../src/environments/find-packages.js';
import { unpackEmbedded } from '../../src/environments/unpack-embedded.js';
import { freshFolder, hostIn } from './host.js';

const HERE = `${process.platform}-${process.arch}`;

async function embedded(platform: string) {
  const assets = await freshFolder();
  const folder = embeddedFolder(assets, 'engine', platform);
  const files = {
    'node_modules/engine/package.json': JSON.stringify({ name: 'engine', version: '1.2.0' }),
    'node_modules/engine/bin/library.so.br': brotliCompressSync('native code'),
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return hostIn(assets, { assets });
}

const pins = (...requirements: string[]) => requirements.map(parseNpmRequirement);

test.each([HERE, ANY_PLATFORM])('packages for %s are copied, and what is packed is unpacked', async (platform) => {
  const target = await freshFolder();
  expect(await unpackEmbedded('engine', pins('engine@1.2.0'), target, await embedded(platform))).toBe(true);
  const read = (path: string) => readFile(join(target, 'node_modules/engine', path), 'utf8');
  expect(await read('bin/library.so')).toBe('native code');
  expect(JSON.parse(await read('package.json'))).toMatchObject({ version: '1.2.0' });
  expect(await readdir(join(target, 'node_modules/engine/bin'))).toEqual(['library.so']);
});

test.each([
  ['another release is asked for', 'engine@1.3.0', HERE],
  ['another package is needed too', 'other@1.0.0', HERE],
  ['they are for another platform', 'engine@1.2.0', 'plan9-mips'],
])('nothing is unpacked when %s', async (_, requirement, platform) => {
  const target = await freshFolder();
  expect(await unpackEmbedded('engine', pins(requirement), target, await embedded(platform))).toBe(false);
  expect(await readdir(target)).toEqual([]);
});
