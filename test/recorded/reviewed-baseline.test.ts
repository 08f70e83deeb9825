/** Results that a pull request writes into the baseline are not taken for those of a run. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBaseline } from '../../src/baseline/read-baseline.js';
import { reviewedBaseline } from '../../src/recorded/reviewed-baseline.js';
import { git, repositoryOf } from '../discover/repository.js';
import { hostIn } from '../environments/host.js';

const KEY = 'a'.repeat(64);

function lock(state: 'pass' | 'drift'): string {
  const cell = {
    model: 'net',
    runtime: 'ort',
    state,
    key: KEY,
    version: '1',
    platform: 'linux-x64',
    isa: '',
    outputs: [],
  };
  return `${JSON.stringify({ version: 1, approvals: [], models: [], cells: [cell] }, null, 2)}\n`;
}

/** How many results of the baseline stand, on a pull request with that base; null outside of one. */
async function standing(root: string, base: string | null): Promise<number> {
  const event = join(root, 'event.json');
  const head = { sha: 'b'.repeat(40), repo: null };
  writeFileSync(event, JSON.stringify({ pull_request: { number: 1, head, base: { ref: 'main', sha: base ?? '' } } }));
  const env = { ...process.env, GITHUB_EVENT_PATH: base === null ? undefined : event };
  const loaded = await readBaseline(root);
  return (await reviewedBaseline(loaded, hostIn(root, { env }))).baseline.cells.length;
}

test('they stand outside of a pull request, and where its base has the same file', async () => {
  const root = repositoryOf({ 'portability.lock.json': lock('pass') });
  git(root, 'commit', '--quiet', '--message', 'base');
  const base = git(root, 'rev-parse', 'HEAD').trim();
  expect(await standing(root, null)).toBe(1);
  expect(await standing(root, base)).toBe(1);
  // As git has it on Windows.
  writeFileSync(join(root, 'portability.lock.json'), lock('pass').replaceAll('\n', '\r\n'));
  expect(await standing(root, base)).toBe(1);
});

test('they do not where the pull request brings or changes it, or nothing is known of its base', async () => {
  const root = repositoryOf({ 'portability.lock.json': lock('drift'), 'other.json': lock('pass') });
  git(root, 'commit', '--quiet', '--message', 'base');
  const base = git(root, 'rev-parse', 'HEAD').trim();
  writeFileSync(join(root, 'portability.lock.json'), lock('pass'));
  for (const sha of [base, 'c'.repeat(40), '', '--help']) expect(await standing(root, sha), sha).toBe(0);
});
