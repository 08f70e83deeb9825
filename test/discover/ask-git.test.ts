import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { findGit } from '../../src/discover/ask-git.js';
import { listFiles } from '../../src/discover/list-files.js';
import { unseenFiles } from '../../src/discover/unseen-files.js';
import { earlierFile } from '../../src/locate/earlier-file.js';
import { folderOf, git, repositoryOf } from './repository.js';

/** Of a file that no commit has: git looks everywhere for it. */
const NEVER = '0'.repeat(64);

/** A program that leaves a file when somebody runs it. */
function trap() {
  const folder = folderOf({});
  const sprung = join(folder, 'sprung');
  const program = join(folder, 'program');
  writeFileSync(program, `#!/bin/sh\n: > '${sprung}'\nexit 1\n`, { mode: 0o755 });
  return { program, sprung: () => existsSync(sprung) };
}

async function everythingAsked(root: string) {
  await listFiles(root);
  await unseenFiles(root);
  return earlierFile(root, ['model.onnx'], NEVER, folderOf({}));
}

test('programs that the configuration of a repository names are not run', async () => {
  const { program, sprung } = trap();
  const root = repositoryOf({ 'model.onnx': 'old' });
  git(root, 'commit', '--quiet', '-m', 'one');
  const unsigned = git(root, 'cat-file', 'commit', 'HEAD');
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n';
  writeFileSync(join(root, 'commit'), unsigned.replace('\n\n', `\n${signature}`));
  git(root, 'update-ref', 'HEAD', git(root, 'hash-object', '-t', 'commit', '-w', 'commit').trim());
  for (const [key, value] of Object.entries({
    'log.showSignature': 'true',
    'gpg.program': program,
    'core.fsmonitor': program,
    'core.sshCommand': program,
  }))
    git(root, 'config', key, value);
  await everythingAsked(root);
  expect(sprung()).toBe(false);
});

test('a program that lies in the repository is not taken for git', async () => {
  const { program, sprung } = trap();
  const root = repositoryOf({ 'model.onnx': 'old' });
  git(root, 'commit', '--quiet', '-m', 'one');
  copyFileSync(program, join(root, 'git'));
  vi.stubEnv('PATH', `.${delimiter}${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  await everythingAsked(root);
  expect(sprung()).toBe(false);
  expect((await listFiles(root)).tracked).toBe(true);
});

test('git starts where no version manager finds what the repository tells it', async () => {
  const { program, sprung } = trap();
  const root = repositoryOf({ 'model.onnx': 'old', '.tool-versions': `git path:${program}\n` });
  git(root, 'commit', '--quiet', '-m', 'one');
  const shims = folderOf({});
  const own = await findGit(root);
  writeFileSync(join(shims, 'git'), `#!/bin/sh\n[ -e .tool-versions ] && exec '${program}'\nexec '${own}' "$@"\n`, {
    mode: 0o755,
  });
  vi.stubEnv('PATH', `${shims}${delimiter}${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  await everythingAsked(root);
  expect(sprung()).toBe(false);
  expect((await listFiles(root)).tracked).toBe(true);
});

test('what a clone lacks is not fetched', async () => {
  const { program, sprung } = trap();
  const root = repositoryOf({ 'model.onnx': 'old' });
  git(root, 'commit', '--quiet', '-m', 'one');
  const clone = join(folderOf({}), 'clone');
  git(root, 'config', 'uploadpack.allowFilter', 'true');
  git(root, 'clone', '--quiet', '--filter=blob:none', '--no-checkout', `file://${root}`, clone);
  git(clone, 'config', 'remote.origin.uploadpack', program);
  git(clone, 'config', 'protocol.file.allow', 'always');
  await everythingAsked(clone);
  expect(sprung()).toBe(false);
});

test('a folder of committed files that looks like a repository is none', async () => {
  const root = repositoryOf({
    'models/model.onnx': 'x',
    'models/HEAD': 'ref: refs/heads/main\n',
    'models/objects/empty': '',
    'models/refs/empty': '',
    'models/config': '[core]\nrepositoryformatversion = 0\nbare = false\nworktree = /\n',
  });
  const { files } = await listFiles(join(root, 'models'));
  expect(files).toContain('model.onnx');
});

test.skipIf(process.platform === 'win32')('a git that a pull request has committed is not run', async () => {
  const { program, sprung } = trap();
  const root = repositoryOf({ 'model.onnx': 'old', 'node_modules/.bin/other': '' });
  copyFileSync(program, join(root, 'node_modules/.bin/git'));
  // As npx has it.
  vi.stubEnv('PATH', [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter));
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  await everythingAsked(root);
  expect((await listFiles(root)).tracked).toBe(true);
  expect(sprung()).toBe(false);
});
