/** `portability run --shard`: a part without results says why, for whoever joins the parts. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { buildDenseModel } from '../models/build-model.js';

function repository() {
  const folder = mkdtempSync(join(tmpdir(), 'run-part-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'dense.onnx'), buildDenseModel(1));
  const portability = (...args: string[]) =>
    spawnSync(process.execPath, [resolve('lib/bin/cli.js'), ...args], { cwd: folder, encoding: 'utf8' });
  return { folder, portability };
}

test('a broken configuration is what merge says; when it is mended, the same folder takes the results', () => {
  const { folder, portability } = repository();
  writeFileSync(join(folder, 'portability.yml'), 'runtimes: [no-such-runtime]\n');
  const part = () => portability('run', '--shard', '1/1', '--deliver', 'part-1');
  expect(part().status).toBe(2);
  expect(JSON.parse(readFileSync(join(folder, 'part-1', 'stopped.json'), 'utf8'))).toMatchObject({
    part: expect.stringMatching(/^part 1\/1 on /),
    stopped: { what: expect.stringContaining('no-such-runtime') },
  });
  const merged = portability('merge', 'part-1');
  expect([merged.status, merged.stdout + merged.stderr]).toEqual([2, expect.stringContaining('no-such-runtime')]);
  writeFileSync(join(folder, 'portability.yml'), 'runtimes: [onnxruntime-node]\n');
  expect(part().status).toBe(0);
  expect(existsSync(join(folder, 'part-1', 'stopped.json'))).toBe(false);
  expect(portability('merge', 'part-1').status).toBe(0);
});

test('what is in a folder that is not empty stays, and nothing is added', () => {
  const { folder, portability } = repository();
  const { status } = portability('run', '--shard', '1/1', '--deliver', '.');
  expect(status).toBe(2);
  expect(existsSync(join(folder, 'stopped.json'))).toBe(false);
});
