import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderForNpm, npmSettingsOfRepository } from '../../src/environments/npm-settings.js';
import { indexesOfRepository } from '../../src/environments/uv-configuration.js';
import { freshFolder, hostIn } from './host.js';

test.each([
  [
    'registry = https://mirror/\n@own:registry=https://own/\n',
    'registry=https://mirror/\n@own:registry=https://own/\n',
  ],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: npm replaces it
  ['//mirror/npm/:_authToken=${NPM_TOKEN}\r\nproxy=null\r\n', '//mirror/npm/:_authToken=${NPM_TOKEN}\nproxy=null\n'],
  ['ca[]="one"\nca[]="two"\nstrict-ssl=false', 'ca[]="one"\nca[]="two"\nstrict-ssl=false\n'],
  ['git=./evil.sh\nscript-shell=./evil.sh\nnode-options=--require ./evil.js\nignore-scripts=false\n', ''],
  ['"git"=./evil.sh\n git = ./evil.sh\n[registry]\ngit=./evil.sh\ngit[]=./evil.sh\nregistry\n', ''],
  ['; registry=https://mirror/\n#registry=https://mirror/\nprefix=/\nuserconfig=other\ncache=here\n', ''],
])('of %j npm sees where packages are and nothing else', async (content, expected) => {
  const folder = await freshFolder();
  await writeFile(join(folder, '.npmrc'), content);
  expect(await npmSettingsOfRepository({ cwd: folder })).toBe(expected);
});

test('a certificate of the repository is found from another folder', async () => {
  const folder = await freshFolder();
  await writeFile(join(folder, '.npmrc'), 'cafile=certificates/own.pem\n//mirror/:keyfile=~/key.pem\n');
  const own = await folderForNpm(hostIn(folder));
  expect(await readFile(join(own, '.npmrc'), 'utf8')).toBe(
    `cafile=${join(folder, 'certificates', 'own.pem')}\n//mirror/:keyfile=~/key.pem\n`,
  );
});

test.runIf(process.platform !== 'win32')('a device behind a link is no file with settings', async () => {
  const folder = await freshFolder();
  for (const name of ['.npmrc', 'uv.toml']) await symlink('/dev/zero', join(folder, name));
  expect(await npmSettingsOfRepository({ cwd: folder })).toBe('');
  expect(await indexesOfRepository({ cwd: folder })).toEqual({});
});

test('without settings there are none', async () => {
  expect(await npmSettingsOfRepository({ cwd: await freshFolder() })).toBe('');
});
