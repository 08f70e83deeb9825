import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
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

const HOSTILE = '\u001b[31m\u001b]0;title\u0007\u202e\u200b\r';

test.each([['check'], ['plan'], ['locate', 'net', 'onnxruntime-web'], ['record'], ['init', '--dry-run']])(
  'nothing that %s %s says controls the terminal, whatever a pull request calls its files and tensors',
  async (...args) => {
    const folder = await freshFolder();
    for (const id of ['net', `a${HOSTILE}`]) {
      mkdirSync(join(folder, 'golden', id), { recursive: true });
      writeFileSync(join(folder, `${id}.onnx`), buildDenseModel());
      writeFileSync(join(folder, 'golden', id, `case${HOSTILE}.inputs.json`), JSON.stringify({ [HOSTILE]: [1] }));
    }
    const child = spawn(process.execPath, [resolve('lib/bin/cli.js'), ...args], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, GITHUB_ACTIONS: undefined },
    });
    const said = (await Promise.all([text(child.stdout), text(child.stderr)])).join('\n');
    expect(said.trim()).not.toBe('');
    expect(said).not.toMatch(/[\u001b\u0007\r\u202e\u200b]/);
  },
);

/** What the command ends with when one of its streams leads to a full disk: its exit code, and what it says on the other. */
function onFullDisk(stream: 'output' | 'error', args: readonly string[]) {
  const full = openSync('/dev/full', 'w');
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve('lib/bin/cli.js'), ...args], {
    stdio: ['ignore', stream === 'output' ? full : 'pipe', stream === 'error' ? full : 'pipe'],
    encoding: 'utf8',
  });
  closeSync(full);
  return { status, said: stream === 'output' ? stderr : stdout };
}

test.skipIf(process.platform !== 'linux')('results that do not fit on the disk are an error of the environment', () => {
  const { status, said } = onFullDisk('output', ['list']);
  expect(status).toBe(3);
  expect(said).toContain('standard output: the disk is full');
});

test.skipIf(process.platform !== 'linux')('progress that nobody can be told is no error', () => {
  expect(onFullDisk('error', ['list']).status).toBe(0);
  expect(onFullDisk('error', ['check', '--runtimes', 'none such']).status).toBe(2);
});
