import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { freshFolder } from '../environments/host.js';
import { buildDenseModel } from '../models/build-model.js';

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

test.each([['plan'], ['plan', '--json'], ['check'], ['probe', 'none such'], ['list', '--json']])(
  'on a runner no line of %s %s is a command, whatever a pull request calls its files',
  async (...args) => {
    const folder = await freshFolder();
    mkdirSync(join(folder, '::group::a'));
    for (const name of ['::error::a.onnx', '##[error]b.onnx', '::group::a/damaged.onnx', 'c\n::add-mask::d.onnx'])
      writeFileSync(join(folder, name), name.includes('damaged') ? '\b\b:' : buildDenseModel());
    const child = spawn(process.execPath, [resolve('lib/bin/cli.js'), ...args], {
      cwd: folder,
      env: { ...process.env, GITHUB_ACTIONS: 'true' },
    });
    const said = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(said.join('\n')).not.toBe('\n');
    expect(
      said
        .join('\n')
        .split('\n')
        .filter((line) => /^\s*::|##\[/.test(line)),
    ).toEqual([]);
    if (args.includes('--json')) JSON.parse(said[0]);
  },
);
