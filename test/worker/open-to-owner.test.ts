import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openToOwner } from '../../src/worker/open-to-owner.js';

let root: string;
let taken: string;
let users: string;
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'open-to-owner-'));
  onTestFinished(() => {
    openToOwner(root);
    rmSync(root, { recursive: true });
  });
  taken = join(root, 'taken');
  users = join(root, 'users');
  for (const folder of [taken, users]) mkdirSync(folder);
  writeFileSync(join(users, 'file'), '');
  chmodSync(join(users, 'file'), 0o444);
  chmodSync(users, 0o555);
});

/** Modes do not shut anybody out on Windows. */
const onPosix = test.skipIf(process.platform === 'win32');

onPosix('folders and files that were closed to everybody', () => {
  mkdirSync(join(taken, 'deep/deeper'), { recursive: true });
  for (const path of ['deep/deeper/file', 'file']) writeFileSync(join(taken, path), '');
  for (const path of ['deep/deeper/file', 'file', 'deep/deeper', 'deep']) chmodSync(join(taken, path), 0);
  chmodSync(taken, 0);
  openToOwner(taken);
  expect(['', 'deep', 'deep/deeper'].map((path) => mode(join(taken, path)))).toEqual(['700', '700', '700']);
  expect(['file', 'deep/deeper/file'].map((path) => mode(join(taken, path)))).toEqual(['600', '600']);
});

onPosix('what is open already stays as it is', () => {
  writeFileSync(join(taken, 'program'), '');
  chmodSync(join(taken, 'program'), 0o755);
  chmodSync(taken, 0o755);
  openToOwner(taken);
  expect([mode(taken), mode(join(taken, 'program'))]).toEqual(['755', '755']);
});

onPosix.each<[string, () => void]>([
  ['a link in its place', () => replaceBy(users)],
  ['a link in it to a folder', () => symlinkSync(users, join(taken, 'link'))],
  ['a link in it to a file', () => symlinkSync(join(users, 'file'), join(taken, 'link'))],
  ['a link to itself', () => symlinkSync(taken, join(taken, 'link'))],
  ['a second name of a file', () => linkSync(join(users, 'file'), join(taken, 'link'))],
  ['a link that leads nowhere', () => symlinkSync(join(root, 'missing'), join(taken, 'link'))],
])('nothing of the user is changed through %s', (_, attack) => {
  attack();
  openToOwner(taken);
  expect([mode(users), mode(join(users, 'file'))]).toEqual(['555', '444']);
});

function replaceBy(target: string): void {
  rmSync(taken, { recursive: true });
  symlinkSync(target, taken);
}
