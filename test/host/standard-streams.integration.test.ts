import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

test('a reader that has seen enough of the output is no error', async () => {
  // More than a pipe holds.
  const child = spawn(process.execPath, [resolve('lib/bin/cli.js'), 'schema', 'config'], { stdio: 'pipe' });
  const said = text(child.stderr);
  child.stdout.destroy();
  const [code] = await once(child, 'exit');
  expect([code, await said]).toEqual([0, '']);
});
