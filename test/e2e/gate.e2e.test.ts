import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { type ResultCell, resultsSchema } from '../../src/results/schema.js';
import { buildConvModel, buildDenseModel, buildModel } from '../models/build-model.js';
import { portability, repository } from './cli.js';
import { denseRepository, type Files } from './dense-repository.js';

interface Judged {
  readonly code: number | null;
  readonly cells: readonly ResultCell[];
  readonly stderr: string;
}

async function judge(files: Files, ...args: string[]): Promise<Judged> {
  const { code, stdout, stderr } = await portability(['run', '--json', '-', ...args], await repository(files));
  return { code, stderr, cells: stdout === '' ? [] : resultsSchema.parse(JSON.parse(stdout)).cells };
}

/** The model with the numbers of one weight matrix changed in place. */
function withWeights(model: Uint8Array, name: string, change: (values: Float32Array) => void): Uint8Array {
  const decoded = onnx.ModelProto.decode(model);
  const weight = decoded.graph?.initializer?.find((tensor) => tensor.name === name);
  if (weight?.rawData == null) throw new Error(`no weight ${name}`);
  const values = new Float32Array(new Uint8Array(weight.rawData).buffer);
  change(values);
  weight.rawData = new Uint8Array(values.buffer);
  return onnx.ModelProto.encode(decoded).finish();
}

/** The model with the names of two of its outputs exchanged. */
function withSwappedOutputs(model: Uint8Array, a: string, b: string): Uint8Array {
  const decoded = onnx.ModelProto.decode(model);
  const other = (name: string) => (name === a ? b : name === b ? a : name);
  for (const node of decoded.graph?.node ?? []) node.output = (node.output ?? []).map(other);
  return onnx.ModelProto.encode(decoded).finish();
}

test('a repository with one model and no configuration: a matrix of the embedded runtimes', async () => {
  const { code, cells } = await judge({ 'net.onnx': buildConvModel() });
  expect(code).toBe(0);
  expect(cells.map(({ model, runtime, state }) => [model, runtime, state])).toEqual([
    ['net', 'onnxruntime-node', 'pass'],
    ['net', 'onnxruntime-web', 'pass'],
  ]);
});

test('the same run gives the same bytes, but for the time it took', async () => {
  const root = await repository({ 'net.onnx': buildConvModel() });
  const texts: string[] = [];
  for (let i = 0; i < 2; i++) {
    const { stdout } = await portability(['run', '--json', '-'], root);
    texts.push(stdout.replace(/"(seconds|peakRssBytes)": [\d.e+-]+/g, '"$1": 0'));
  }
  expect(texts[0]).toBe(texts[1]);
});

test('one weight matrix scaled by 1.001 drifts against the goldens of the original', async () => {
  const files = await denseRepository({ model: 1, golden: 1 });
  const weights = onnx.ModelProto.decode(buildDenseModel(1)).graph?.initializer?.map(({ name, dims }) => ({
    name,
    rank: dims?.length,
  }));
  const matrix = weights?.find(({ rank }) => rank === 2)?.name ?? '';
  const model = withWeights(buildDenseModel(1), matrix, (values) => {
    values.forEach((value, i) => {
      values[i] = value * 1.001;
    });
  });
  const { code, cells } = await judge({ ...files, 'models/dense.onnx': model });
  expect(code).toBe(1);
  expect(cells.map(({ state }) => state)).toEqual(['drift', 'drift']);
});

test('the goldens of the model itself pass', async () => {
  const { code, cells } = await judge(await denseRepository({ model: 1, golden: 1 }));
  expect([code, cells.map(({ state }) => state)]).toEqual([0, ['pass', 'pass']]);
});

test('two swapped outputs of equal shape drift and the finding says so', async () => {
  const model = buildModel({
    inputs: [{ name: 'x', dtype: 'float32', shape: [2, 8] }],
    outputs: [
      { name: 'a', dtype: 'float32', shape: [2, 8] },
      { name: 'b', dtype: 'float32', shape: [2, 8] },
    ],
    nodes: [
      { op: 'Tanh', inputs: ['x'], outputs: ['a'] },
      { op: 'Exp', inputs: ['x'], outputs: ['b'] },
    ],
  });
  const root = await repository({ 'net.onnx': model });
  expect((await portability(['record'], root)).code).toBe(0);
  const goldens = Object.fromEntries(
    readdirSync(join(root, 'golden', 'net')).map((name) => [
      `golden/net/${name}`,
      readFileSync(join(root, 'golden', 'net', name)),
    ]),
  );
  const { code, cells } = await judge({ ...goldens, 'net.onnx': withSwappedOutputs(model, 'a', 'b') });
  expect(code).toBe(1);
  for (const { state, diagnosis } of cells)
    expect([state, diagnosis?.finding]).toEqual([
      'drift',
      expect.stringMatching(/`a` and `b` under each other's name/),
    ]);
});

const relu = {
  inputs: [{ name: 'x', dtype: 'float32', shape: [1, 4] }],
  outputs: [{ name: 'y', dtype: 'float32', shape: [1, 4] }],
} as const;
const GOOD = buildModel({ ...relu, nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['y'] }] });
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 1234\n`;

test.each<[string, Files, number, RegExp]>([
  ['a truncated model', { 'net.onnx': GOOD.slice(0, GOOD.length - 20) }, 1, /truncated or damaged/],
  ['an empty file', { 'net.onnx': '' }, 1, /the file is empty/],
  ['a Git LFS pointer', { 'net.onnx': POINTER }, 1, /LFS pointer/],
  [
    'an unknown operator',
    { 'net.onnx': buildModel({ ...relu, nodes: [{ op: 'FooBar', inputs: ['x'], outputs: ['y'] }] }) },
    1,
    /does not know the operator FooBar/,
  ],
  [
    'IR version 99',
    { 'net.onnx': buildModel({ ...relu, irVersion: 99, nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['y'] }] }) },
    1,
    /IR version 99 is newer/,
  ],
])('%s is a red gate with the reason in words', async (_, files, expected, words) => {
  const { code, stdout } = await portability(['run'], await repository(files));
  expect(code).toBe(expected);
  expect(stdout).toMatch(words);
  expect(stdout).not.toMatch(/\n\s+at .*:\d+:\d+/);
});

test.each<[string, Files, readonly string[], number, RegExp]>([
  [
    'an unknown key',
    { 'net.onnx': GOOD, 'portability.yml': 'runtime: [onnxruntime-node]\n' },
    [],
    2,
    /portability\.yml:1: unknown key "runtime".*did you mean "runtimes"/,
  ],
  ['an unknown runtime', { 'net.onnx': GOOD }, ['--runtimes', 'openvno'], 2, /did you mean "openvino"/],
  ['no model at all', { 'readme.txt': 'hello' }, [], 2, /no model found/],
  ['an unknown option', { 'net.onnx': GOOD }, ['--nonsense'], 2, /unknown option '--nonsense'/],
])('%s is the user’s mistake: told in words, exit code 2', async (_, files, args, expected, words) => {
  const { code, stderr } = await portability(['run', ...args], await repository(files));
  expect(code, stderr).toBe(expected);
  expect(stderr).toMatch(words);
  expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
});

test.each([
  [['explain', 'net'], "missing required argument 'runtime'", 'portability explain --help'],
  [['approve', 'net', 'tract'], "required option '--reason <text>' not specified", 'portability approve --help'],
  [['cache', 'prune', '--kep', '1GB'], "unknown option '--kep'", 'portability cache prune --help'],
])('%j is wrong usage, and names the help that has examples', async (args, words, help) => {
  const root = await repository({});
  const { code, stderr } = await portability(args, root);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
  expect(stderr).toContain(help);
  const shown = await portability([...args.slice(0, args[0] === 'cache' ? 2 : 1), '--help'], root);
  expect(shown.stdout).toMatch(/^Examples?:$/m);
});

const PICKLED = Buffer.from(
  readFileSync(new URL('fixtures/object-array.npz.base64', import.meta.url), 'utf8'),
  'base64',
);

test('goldens that do not fit are findings at their models; the others go on, and nothing pickled is loaded', async () => {
  const root = await repository({
    'good.onnx': GOOD,
    'named.onnx': GOOD,
    'named.golden/one.inputs.json': '{"z": {"dtype": "float32", "data": [[1, 2, 3, 4]]}}',
    'shaped.onnx': GOOD,
    'shaped.golden/one.inputs.json': '{"x": [[1, 2, 3]]}',
    'pickled.onnx': GOOD,
    'pickled.golden/one.inputs.npz': PICKLED,
    'halved.onnx': GOOD,
    'halved.golden/one.outputs.npz': PICKLED,
  });
  const { code, stdout, stderr } = await portability(['run', '--json', '-'], root);
  expect(code, stderr).toBe(1);
  const { cells } = resultsSchema.parse(JSON.parse(stdout));
  const told = cells
    .filter(({ runtime }) => runtime === 'onnxruntime-node')
    .map(({ model, state, reason }) => [model, state, reason]);
  expect(told).toEqual([
    ['good', 'pass', null],
    ['halved', 'run-failed', expect.stringMatching(/has expected outputs but no inputs/)],
    ['named', 'run-failed', expect.stringMatching(/input x \(float32\[1, 4\]\) is missing; input z is unknown/)],
    ['pickled', 'run-failed', expect.stringMatching(/object/)],
    ['shaped', 'run-failed', expect.stringMatching(/has size 3 in dimension 1, the model expects 4/)],
  ]);
  // The same is found in seconds, without running anything.
  const check = await portability(['check'], root);
  expect(check.code).toBe(1);
  expect(check.stdout).toMatch(
    /no inputs[\s\S]*input x[\s\S]*object[\s\S]*has size 3[\s\S]*5 models, 2 runtimes, 4 problems/,
  );
});

test('a check of nothing finds what a run would refuse', async () => {
  const { code, stdout } = await portability(['check'], await repository({ 'readme.txt': 'hello' }));
  expect(code).toBe(2);
  expect(stdout).toMatch(/no model found/);
});

test('an unreachable package index is told with what to do; the embedded runtimes run all the same', async () => {
  const root = await repository({ 'net.onnx': GOOD, 'portability.yml': 'runtimes: [onnxruntime-node, onnxruntime]\n' });
  const nowhere = 'http://127.0.0.1:9/simple';
  const { code, stdout } = await portability(['run'], root, {
    PORTABILITY_CACHE: join(root, '.cache'),
    PIP_INDEX_URL: nowhere,
    UV_INDEX_URL: nowhere,
    UV_DEFAULT_INDEX: nowhere,
    PIP_EXTRA_INDEX_URL: '',
    PIP_CONFIG_FILE: '/dev/null',
  });
  expect(code).toBe(3);
  expect(stdout).toMatch(/127\.0\.0\.1:9/);
  expect(stdout).toMatch(/\b\d+ pass\b/);
});

test('without any Python the embedded runtimes run, and the message says what to install', async () => {
  const root = await repository({ 'net.onnx': GOOD, 'portability.yml': 'runtimes: [onnxruntime-node, onnxruntime]\n' });
  const { code, stdout } = await portability(['run'], root, {
    // Neither there nor among what pyenv or a runner has installed.
    PATH: '/nowhere',
    HOME: root,
    PYENV_ROOT: root,
    RUNNER_TOOL_CACHE: root,
    PORTABILITY_CACHE: join(root, '.cache'),
  });
  expect(code).toBe(3);
  expect(stdout).toMatch(/no Python .* was found/);
  expect(stdout).toMatch(/\b\d+ pass\b/);
});
