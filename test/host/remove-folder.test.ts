import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeFolder } from '../../src/host/remove-folder.js';

const NAME = 'd'.repeat(100);

/** A folder in which folders lie so deep that no path leads to the last one. */
function deepFolder(): string {
  let whole = mkdtempSync(join(tmpdir(), 'deep-'));
  // From within: what is made last is moved to the end of a short path, again and again.
  for (let turn = 0; turn < 3; turn += 1) {
    const next = mkdtempSync(join(tmpdir(), 'deep-'));
    const inner = join(next, ...Array<string>(30).fill(NAME));
    mkdirSync(inner, { recursive: true });
    writeFileSync(join(inner, 'file'), 'x');
    renameSync(whole, join(inner, NAME));
    whole = next;
  }
  return whole;
}

test('folders that are too deep for a path are removed', () => {
  const folder = deepFolder();
  removeFolder(folder);
  expect(existsSync(folder)).toBe(false);
});

test('so are closed ones, and names that are no text', () => {
  const folder = mkdtempSync(join(tmpdir(), 'closed-'));
  mkdirSync(join(folder, 'a', 'b'), { recursive: true });
  writeFileSync(join(folder, 'a', 'b', 'file'), 'x');
  // Not every file system takes such names.
  try {
    mkdirSync(Buffer.from(`${folder}/a/\xff\xfe`, 'latin1'));
  } catch {}
  for (const path of ['a/b', 'a']) chmodSync(join(folder, path), 0);
  removeFolder(folder);
  expect(existsSync(folder)).toBe(false);
});

test('what is not there is no error', () => {
  removeFolder(join(tmpdir(), 'portability-never-made'));
});
