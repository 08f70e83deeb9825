import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { choosesIndexes, folderForUv } from '../../src/environments/uv-configuration.js';
import { freshFolder, hostIn } from './host.js';

test.each([
  ['uv.toml', 'index-url = "https://mirror/simple"', true],
  ['uv.toml', '[pip]\nfind-links = ["wheels"]', true],
  ['uv.toml', '[[index]]\nurl = "https://mirror/simple"', true],
  ['uv.toml', 'offline = true', false],
  ['uv.toml', 'not toml', false],
  ['pyproject.toml', '[tool.uv]\nno-index = true', true],
  ['pyproject.toml', '[project]\nname = "x"\nindex-url = "x"', false],
])('%s with %j chooses: %s', async (name, content, expected) => {
  const folder = await freshFolder();
  await mkdir(join(folder, 'below'));
  await writeFile(join(folder, name), content);
  expect(await choosesIndexes(hostIn(join(folder, 'below'), { env: { HOME: folder } }))).toBe(expected);
});

test("the user's file and the one that is named count, none when uv is told so", async () => {
  const folder = await freshFolder();
  await mkdir(join(folder, '.config', 'uv'), { recursive: true });
  const file = join(folder, '.config', 'uv', 'uv.toml');
  await writeFile(file, 'index-url = "https://mirror/simple"');
  const chooses = (env: Record<string, string>) => choosesIndexes(hostIn('/', { env }));
  expect(await chooses({ HOME: folder })).toBe(true);
  expect(await chooses({ UV_CONFIG_FILE: file })).toBe(true);
  expect(await chooses({ HOME: folder, UV_NO_CONFIG: '1' })).toBe(false);
});

test.each([
  [
    'uv.toml',
    'no-binary-package = ["evil"]\ncache-dir = "cache"\npython-downloads-json-url = "evil.json"\nfind-links = ["wheels", "https://mirror/"]\n[pip]\nno-build-isolation = true\nno-index = true',
    (folder: string) => ({ 'find-links': [join(folder, 'wheels'), 'https://mirror/'], pip: { 'no-index': true } }),
  ],
  [
    'pyproject.toml',
    '[tool.uv]\nno-binary = true\n[[tool.uv.index]]\nname = "mirror"\nurl = "simple"',
    (folder: string) => ({ index: [{ name: 'mirror', url: join(folder, 'simple') }] }),
  ],
  ['uv.toml', 'not toml', () => ({})],
])('of %s in the repository, uv sees where packages are and nothing else', async (name, content, expected) => {
  const folder = await freshFolder();
  await mkdir(join(folder, 'below'));
  await writeFile(join(folder, name), content);
  const own = await folderForUv(hostIn(join(folder, 'below')));
  expect(parse(await readFile(join(own, 'uv.toml'), 'utf8'))).toEqual(expected(folder));
});
