import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('the program says that the locks belong, and names what it does not know', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'scripts/lock.ts', ...args], { encoding: 'utf8' });
  expect(run('--check')).toMatchObject({ status: 0, stderr: '' });
  const unknown = run('nonsense');
  expect(unknown.status).toBe(1);
  expect(unknown.stderr).toContain('nonsense');
});
