import { chmodSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandFiles } from '../../src/worker/command-files.js';
import { freshFolder } from '../environments/host.js';

/** A repository with an adapter, and a folder beside it that is none of its business. */
async function places() {
  const root = realpathSync(await freshFolder());
  const [repository, elsewhere] = [join(root, 'repository'), join(root, 'elsewhere')];
  for (const folder of [join(repository, 'ci'), join(elsewhere, 'bin')]) mkdirSync(folder, { recursive: true });
  const executable = (path: string) => {
    writeFileSync(path, '');
    chmodSync(path, 0o755);
    return path;
  };
  const program = executable(join(repository, 'ci', 'program'));
  const foreign = executable(join(elsewhere, 'bin', 'program'));
  const secret = join(elsewhere, 'secret');
  writeFileSync(secret, '');
  const files = (found: string, args: readonly string[], PATH = '') =>
    commandFiles(found, args, join(repository, 'ci', 'own.toml'), { id: 'own' }, { cwd: repository, env: { PATH } });
  return { repository, elsewhere, program, foreign, secret, files };
}

const OUTSIDE = /names a file outside the repository/;

test('what its words name in the repository is shown, and words that name nothing are words', async () => {
  const { repository, program, files } = await places();
  const data = join(repository, 'data');
  mkdirSync(data);
  expect(files(program, ['--device', 'CPU', data, '/dev/null', join(repository, 'none')])).toEqual([
    program,
    join(repository, 'ci'),
    data,
    join(repository, 'ci'),
  ]);
});

test('a file outside the repository is refused, by its path and through a link', async () => {
  const { repository, program, secret, files } = await places();
  expect(() => files(program, [secret])).toThrow(OUTSIDE);
  symlinkSync(secret, join(repository, 'ci', 'link'));
  expect(() => files(program, [join(repository, 'ci', 'link')])).toThrow(OUTSIDE);
  expect(() => files(program, [join(repository, 'ci', '..', '..', 'elsewhere')])).toThrow(OUTSIDE);
});

test('so is a program outside, unless it is on the PATH', async () => {
  const { repository, elsewhere, foreign, files } = await places();
  symlinkSync(foreign, join(repository, 'ci', 'linked'));
  for (const program of [foreign, join(repository, 'ci', 'linked')]) {
    expect(() => files(program, [])).toThrow(OUTSIDE);
    expect(files(program, [], join(elsewhere, 'bin'))).toContain(elsewhere);
  }
});
