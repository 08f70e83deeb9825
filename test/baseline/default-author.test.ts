import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { defaultAuthor } from '../../src/baseline/default-author.js';

test.each<[Readonly<Record<string, string>>, string]>([
  [{ 'user.name': 'Ada Lovelace', 'user.email': 'al@example.org' }, 'Ada Lovelace'],
  [{ 'user.name': '', 'user.email': 'al@example.org' }, 'al'],
  [{ 'user.name': '', 'user.email': '' }, 'ada'],
])('with git settings %j the author is %s', async (settings, author) => {
  const cwd = await mkdtemp(join(tmpdir(), 'author-'));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  execFileSync('git', ['init', '--quiet'], { cwd });
  for (const [name, value] of Object.entries(settings)) execFileSync('git', ['config', name, value], { cwd });
  expect(await defaultAuthor({ cwd, env: { USER: 'ada' } })).toBe(author);
});

test('nobody, when nothing says who', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'author-'));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  execFileSync('git', ['init', '--quiet'], { cwd });
  for (const name of ['user.name', 'user.email']) execFileSync('git', ['config', name, ''], { cwd });
  expect(await defaultAuthor({ cwd, env: {} })).toBe(null);
});
