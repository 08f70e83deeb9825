/** Programs that run as the user are not those that a pull request has committed. */
import { chmodSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { apartFromRepository, findOnPath } from '../../src/host/find-on-path.js';
import { homeFolder } from '../../src/host/home-folder.js';
import { freshFolder } from '../environments/host.js';

function program(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
  writeFileSync(file, '');
  chmodSync(file, 0o755);
  return file;
}

test('no folder of the repository is on the PATH, by whatever name it is there', async () => {
  const root = realpathSync(await freshFolder());
  const repository = join(root, 'repository');
  mkdirSync(join(repository, '.git'), { recursive: true });
  const committed = program(join(repository, 'node_modules', '.bin'), 'git');
  const own = program(join(root, 'bin'), 'git');
  symlinkSync(repository, join(root, 'link'));
  const folders = [join(repository, 'node_modules/.bin'), join(root, 'link/node_modules/.bin'), repository];
  const PATH = [...folders, join(root, 'bin')].join(delimiter);
  for (const cwd of [repository, join(repository, 'node_modules')]) {
    const env = apartFromRepository({ env: { PATH, HOME: '/h' }, cwd });
    expect(env).toEqual({ PATH: join(root, 'bin'), HOME: '/h' });
    expect(await findOnPath(env, 'git')).toBe(own);
  }
  // A command of the repository is still found: it runs confined.
  expect(await findOnPath({ PATH }, 'git')).toBe(committed);
});

test('where all that the user has installed lies below, nothing is left out', () => {
  const env = { PATH: [join(homeFolder(), '.local/bin'), '/usr/bin'].join(delimiter) };
  expect(apartFromRepository({ env, cwd: '/' })).toBe(env);
});
