import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ownAdapterFile } from '../../src/adapters/own-adapter-file.js';

/** A repository with a package, and a file beside the repository. */
function places() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'own-adapter-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const cwd = join(folder, 'repository', 'package');
  for (const one of [join(folder, 'repository', '.git'), join(folder, 'repository', 'ci'), cwd, join(folder, 'other')])
    mkdirSync(one, { recursive: true });
  for (const one of ['other/x.py', 'repository/ci/x.py', 'repository/package/x.py'])
    writeFileSync(join(folder, one), '');
  symlinkSync(join(folder, 'other', 'x.py'), join(cwd, 'link.py'));
  symlinkSync(join(folder, 'other'), join(cwd, 'linked'), 'junction');
  return { folder, cwd };
}

test.each(['./x.py', 'x.py', '../ci/x.py', './gone.py', '../ci/gone.py'])('%s is of the repository', (use) => {
  const { cwd } = places();
  expect(ownAdapterFile(cwd, use)).toBe(join(cwd, use));
  expect(ownAdapterFile(cwd, join(cwd, use))).toBe(join(cwd, use));
});

test.each([
  ['../../other/x.py', 'it lies outside the repository'],
  ['../../other/gone.py', 'it lies outside the repository'],
  ['link.py', 'a link that leads out of the working directory'],
  ['linked/x.py', 'a link that leads out of the working directory'],
])('%s is refused', (use, why) => {
  const { cwd } = places();
  expect(() => ownAdapterFile(cwd, use)).toThrow(why);
});

test('so is a path of another folder', () => {
  const { cwd, folder } = places();
  expect(() => ownAdapterFile(cwd, join(folder, 'other', 'x.py'))).toThrow('it lies outside the repository');
});
