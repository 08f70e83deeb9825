import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor } from '../../src/tensor/tensor.js';
import { readValues, writeValues } from '../../src/values/value-folder.js';
import { loadResultSchema, type Request, runResultSchema } from '../../src/worker/protocol.js';
import { Worker, type WorkerCommand } from '../../src/worker/worker.js';
import { WorkerFolder } from '../../src/worker/worker-folder.js';
import { NEVER, start } from './scripted-worker.js';

/** A runtime as a user writes it: noisy, and everything in one file. It doubles what it gets. */
const ADAPTER = `
console.log('importing', 'with a banner');
process.stdout.write('{"event": "ready", "protocol": 1, "version": "a lie"}\\n');
const type = { kind: 'tensor', dtype: 'float32', shape: [2] };
export default {
  id: 'doubler',
  async version() { return '3.2.1'; },
  unsupported: (error) => (/no operator/.test(error.message) ? 'no operator Own' : null),
  async load(path, options, { threads }) {
    console.log('loading', path);
    if (path === '/bad') throw new TypeError('cannot read ' + path);
    if (path === '/unsupported') throw new Error('there is no operator Own');
    return {
      effectivePrecision: options.precision + threads,
      signature: () => ({ inputs: [{ name: 'x', type }], outputs: [{ name: 'y', type }] }),
      async run({ x }) {
        const numbers = new Float32Array(new Uint8Array(x.bytes).buffer).map((value) => value * 2);
        return { y: { ...x, bytes: new Uint8Array(numbers.buffer) } };
      },
      async close() { console.log('closing'); },
    };
  },
};
`;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'portability-harness-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true, maxRetries: 3 }));
  return path;
}

function commandFor(adapter: string, cwd: string) {
  return {
    argv: [process.execPath, resolve('lib/worker/harness.js'), adapter, cwd] as const,
    env: {},
    folder: WorkerFolder.create(cwd, false),
    ends: false,
    memoryBytes: 2 ** 31,
    startSeconds: NEVER,
    signal: new AbortController().signal,
  };
}

async function startOwn(adapter = ADAPTER) {
  const cwd = folder();
  const file = join(cwd, 'own runtime.mjs');
  writeFileSync(file, adapter);
  return { worker: await start(commandFor(file, cwd)), cwd };
}

const load = (path: string, handle = 'a'): Request => ({
  method: 'load',
  handle,
  path,
  format: 'onnx',
  options: { precision: 'f' },
  threads: 2,
});

test('a runtime of the user loads, runs and unloads, however much it prints', async () => {
  const { worker, cwd } = await startOwn();
  expect(worker.version).toBe('3.2.1');
  const loaded = await worker.request(load('/model\u2028s/ü.onnx'), NEVER);
  const result = loadResultSchema.parse(loaded.ok ? loaded.value : loaded.failure);
  expect(result).toMatchObject({
    effectivePrecision: 'f2',
    signature: { inputs: [{ name: 'x' }], outputs: [{ name: 'y' }] },
  });
  expect(result.peakRssBytes).toBeGreaterThan(2 ** 24);

  const inputs = join(cwd, 'inputs');
  const outputs = join(cwd, 'outputs');
  for (const path of [inputs, outputs]) mkdirSync(path);
  await writeValues(inputs, { x: tensor('float32', [2], bytesOf(Float32Array.of(1.5, -4))) });
  const ran = await worker.request({ method: 'run', handle: 'a', inputs, outputs }, NEVER);
  runResultSchema.parse(ran.ok ? ran.value : ran.failure);
  const { y } = await readValues(outputs);
  expect(y).toEqual(tensor('float32', [2], bytesOf(Float32Array.of(3, -8))));

  expect(await worker.request({ method: 'unload', handle: 'a' }, NEVER)).toMatchObject({ ok: true });
  expect(await worker.request({ method: 'run', handle: 'a', inputs, outputs }, NEVER)).toMatchObject({
    failure: { kind: 'failed', message: 'nothing is loaded as a' },
  });
});

test('errors are answers, told apart by the adapter, and leave the worker alive', async () => {
  const { worker } = await startOwn();
  expect(await worker.request(load('/bad'), NEVER)).toEqual({
    ok: false,
    failure: { kind: 'failed', type: 'TypeError', message: 'cannot read /bad' },
  });
  expect(await worker.request(load('/unsupported'), NEVER)).toMatchObject({
    failure: { kind: 'unsupported', message: 'no operator Own' },
  });
  expect(await worker.request(load('/good'), NEVER)).toMatchObject({ ok: true });
});

test.each([
  ['throws while it is imported', 'throw new RangeError("no GPU here");', 'RangeError: no GPU here'],
  [
    'exports nothing',
    'export const id = 1;',
    'Error: the adapter has no default export; it must be a runtime made by defineRuntime',
  ],
  ['has a syntax error', 'export default {', expect.stringContaining('SyntaxError')],
])('an adapter that %s says so', async (_, adapter, message) => {
  const cwd = folder();
  const file = join(cwd, 'own.mjs');
  writeFileSync(file, adapter);
  expect(await Worker.start(commandFor(file, cwd))).toMatchObject({
    ok: false,
    failure: { kind: 'never-started', message },
  });
});

test('a runtime that is not there says so', async () => {
  expect(await Worker.start(commandFor('none-of-ours', folder()))).toMatchObject({
    failure: { kind: 'never-started', message: 'Error: no runtime is called "none-of-ours"' },
  });
});

/** Says what it finds in its home, as the precision, and leaves something there; a link leads out of it. */
const LITTERING = `
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
writeFileSync('imported', '');
export default {
  id: 'littering',
  async version() { return '1'; },
  unsupported: () => null,
  async load(path) {
    const found = readdirSync('.').sort().join();
    writeFileSync('file', '');
    mkdirSync('folder/inner', { recursive: true });
    symlinkSync(path, 'link');
    return { effectivePrecision: found, signature: () => ({ inputs: [], outputs: [] }), async close() {} };
  },
};
`;
const LITTERING_IN_PYTHON = `
import os
open('imported', 'w').close()
def version():
    return '1'
def load(path, options):
    return Session(path)
class Session:
    def __init__(self, path):
        self.effective_precision = ','.join(sorted(os.listdir('.')))
        open('file', 'w').close()
        os.makedirs('folder/inner', exist_ok=True)
        os.symlink(path, 'link')
    def signature(self):
        return {'inputs': [], 'outputs': []}
`;

/** The Python harness without what it needs to read tensors, so that any Python will do. */
function pythonHarness(cwd: string): string {
  const harness = join(cwd, 'worker', 'harness.py');
  mkdirSync(join(cwd, 'worker', 'portability'), { recursive: true });
  copyFileSync(resolve('src/worker/harness.py'), harness);
  for (const empty of ['value_folder.py', 'portability/__init__.py']) writeFileSync(join(cwd, 'worker', empty), '');
  return harness;
}

const withPython = spawnSync('python3', ['--version']).status === 0;

test.each<readonly [string, string, string]>([
  ['Node.js', 'littering.mjs', LITTERING],
  ...(withPython ? [['Python', 'littering.py', LITTERING_IN_PYTHON] as const] : []),
])('what one model leaves in the folders of a worker in %s, the next does not find', async (name, file, adapter) => {
  const cwd = folder();
  const outside = folder();
  writeFileSync(join(outside, 'kept'), '');
  const path = join(cwd, file);
  writeFileSync(path, adapter);
  const command: WorkerCommand = commandFor(path, cwd);
  const argv = name === 'Python' ? (['/usr/bin/env', 'python3', pythonHarness(cwd), path] as const) : command.argv;
  const { home, made } = command.folder;
  const env = { PATH: process.env.PATH ?? '', PORTABILITY_HOME: home, PORTABILITY_MADE: made };
  const worker = await start({ ...command, argv, env });
  for (const handle of ['a', 'b', 'c']) {
    symlinkSync(outside, join(made, 'link'));
    mkdirSync(join(made, 'of the one before', 'folder'), { recursive: true });
    expect(await worker.request(load(outside, handle), NEVER)).toMatchObject({
      value: { effectivePrecision: 'imported' },
    });
    expect(readdirSync(made)).toEqual([]);
    await worker.request({ method: 'unload', handle }, NEVER);
  }
  expect(readdirSync(outside)).toEqual(['kept']);
});
