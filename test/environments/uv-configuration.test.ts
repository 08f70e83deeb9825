import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { choosesIndexes } from '../../src/environments/uv-configuration.js';
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
