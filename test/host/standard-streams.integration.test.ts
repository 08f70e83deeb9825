import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

test.each([
  // More than a pipe holds.
  ['a document', ['schema', 'config']],
  ['help', ['convert', '--help']],
])('a reader that has seen enough of %s is no error', async (_, args) => {
  const child = spawn(process.execPath, [resolve('lib/bin/cli.js'), ...args], { stdio: 'pipe' });
  const said = text(child.stderr);
  child.stdout.destroy();
  const [code] = await once(child, 'exit');
  expect([code, await said]).toEqual([0, '']);
});
