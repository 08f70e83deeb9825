/** What becomes of workers that misbehave, seen from the command line with adapters of a user's own. */
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { type Results, resultsSchema } from '../../src/results/schema.js';
import { buildConvModel, buildModel } from '../models/build-model.js';
import { portability, repository } from './cli.js';

const numpy = /^# dependencies = (\[.*\])$/m.exec(readFileSync('src/adapters/runtimes/onnx-reference.py', 'utf8'))?.[1];

/** An adapter of a user: as the reference evaluator, but `load` begins with the given lines. */
const adapter = (id: string, ...lines: string[]) => `# /// script
# requires-python = ">=3.10"
# dependencies = ${numpy}
#
# [tool.portability]
# kind = "runtime"
# id = "${id}"
# title = "${id}"
# package = "onnx"
# reads = ["onnx"]
# threads = false
# dtypes = ["float32"]
# values = ["tensor"]
# ///
import os, signal, subprocess, sys, time
from importlib import metadata

def version():
    return metadata.version("onnx")

def load(path, options):
${lines.map((line) => `    ${line}`).join('\n')}
    raise RuntimeError("loaded")
`;

async function gate(
  files: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv = {},
  config = '',
): Promise<Results> {
  const root = await repository({
    'net.onnx': buildConvModel(),
    ...Object.fromEntries(Object.entries(files).map(([id, text]) => [`ci/${id}.py`, text])),
    'portability.yml': `runtimes: [onnxruntime-node, ${Object.keys(files)
      .map((id) => `./ci/${id}.py`)
      .join(', ')}]\n${config}`,
  });
  const { stdout, stderr } = await portability(['run', '--json', '-'], root, env);
  return resultsSchema.parse(JSON.parse(stdout === '' ? stderr : stdout));
}

test('a worker that dies by a signal is a cell with its name; the other cells go on', async () => {
  const { cells } = await gate({
    killer: adapter('killer', 'os.kill(os.getpid(), signal.SIGSEGV)'),
    printer: adapter('printer', 'print(\'{"id": 1, "ok": true, "result": {}}\')'),
  });
  expect(cells.map(({ runtime, state, failure, reason }) => [runtime, state, failure, reason])).toEqual([
    ['onnxruntime-node', 'pass', undefined, null],
    [
      'killer',
      'run-failed',
      { kind: 'crashed', doing: 'loading the model', signal: 'SIGSEGV' },
      'crashed (SIGSEGV) while loading the model',
    ],
    ['printer', 'run-failed', { kind: 'failed', doing: 'loading the model' }, 'failed while loading the model: loaded'],
  ]);
});

test('a worker that hangs is ended by its deadline, one that grows by its cap', async () => {
  const grow = 'while True: kept.append(bytearray(os.urandom(1 << 20) * 32)); time.sleep(0.01)';
  // In gates of their own: a busy machine may need the time of the one deadline to reach the other's cap.
  const [hanger, hog] = await Promise.all([
    gate({ hanger: adapter('hanger', 'time.sleep(3600)') }, {}, 'limits: { seconds: 5 }\n'),
    gate({ hog: adapter('hog', 'kept = []', grow) }, {}, 'limits: { seconds: 3600, memory: 1GiB }\n'),
  ]);
  const reasonOf = ({ cells }: Results, id: string) => cells.find(({ runtime }) => runtime === id)?.reason;
  expect(reasonOf(hanger, 'hanger')).toBe('timed out after 5 s while loading the model');
  expect(reasonOf(hog, 'hog')).toBe('out of memory while loading the model: more than 1.0 GiB');
});

test('no token and no variable of the runner reaches a worker', async () => {
  const secret = 'ghs_0123456789';
  const { cells } = await gate(
    { teller: adapter('teller', 'raise RuntimeError(repr(sorted(os.environ.items())))') },
    {
      GITHUB_TOKEN: secret,
      GITHUB_ENV: '/tmp/env',
      ACTIONS_RUNTIME_TOKEN: secret,
      INPUT_TOKEN: secret,
      SSH_AUTH_SOCK: '/tmp/agent',
      AWS_SECRET_ACCESS_KEY: secret,
      NODE_OPTIONS: '--no-warnings',
    },
  );
  const told = JSON.stringify(cells[1]);
  expect(told).toContain('PATH');
  expect(told).not.toMatch(/ghs_|GITHUB_|ACTIONS_|INPUT_|SSH_|AWS_|NODE_OPTIONS/);
});

test('an interrupt ends the run and everything that it started, and what was judged is reported', async () => {
  const marker = `marker-${randomUUID()}`;
  const root = await repository({
    'net.onnx': buildConvModel(),
    // The hanging column does not take this one.
    'whole.onnx': buildModel({
      inputs: [{ name: 'x', dtype: 'int64', shape: [4] }],
      outputs: [{ name: 'y', dtype: 'int64', shape: [4] }],
      nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
    }),
    'ci/hanger.py': adapter(
      'hanger',
      `subprocess.run([sys.executable, "-c", "import time; time.sleep(3600)", "${marker}"])`,
    ),
    'portability.yml': 'runtimes: [onnxruntime-node, ./ci/hanger.py]\n',
  });
  const child = spawn(process.execPath, [resolve('lib/bin/cli.js'), 'run', '--all', '--json', 'results.json'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const running = () => spawnSync('pgrep', ['-f', marker]).status === 0;
  // Ends with the test where it never comes true.
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 100));
  };
  await until(() => said.includes('1/2  whole') && running());
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(running()).toBe(false);
  const { verdict, stopped, cells } = resultsSchema.parse(JSON.parse(readFileSync(join(root, 'results.json'), 'utf8')));
  expect([verdict, stopped?.what]).toEqual(['error', 'interrupted by SIGINT; all workers were stopped']);
  expect(cells.map(({ model, runtime, state }) => [model, runtime, state])).toEqual([
    ['net', 'onnxruntime-node', 'not-run'],
    ['net', 'hanger', 'not-run'],
    ['whole', 'onnxruntime-node', 'pass'],
    ['whole', 'hanger', 'unsupported'],
  ]);
});
