/** The example of a runtime in C++: built as its README says, it gates beside the others. */
import { cp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readPythonRuntime } from '../../src/adapters/python-header.js';
import { preparePythonEnvironment } from '../../src/environments/prepare-python-environment.js';
import { type ResultCell, type Results, resultsSchema } from '../../src/results/schema.js';
import type { DType } from '../../src/tensor/dtype.js';
import { fromReal } from '../../src/tensor/real.js';
import { oneNodeModel, tensorOf } from '../adapters/identity-model.js';
import { sharedCache } from '../environments/fresh-cache.js';
import { hostIn } from '../environments/host.js';
import { buildAttentionModel } from '../models/build-attention-model.js';
import { buildConvModel } from '../models/build-model.js';
import { portability, repository, run } from './cli.js';

const EXAMPLE = resolve('examples/command-adapter');
const DTYPES: readonly DType[] = ['float32', 'float16', 'int64', 'int32', 'int8', 'uint8', 'bool'];
const CONFIG = [
  'runtimes: [onnxruntime-node, ./ci/openvino-cpp.toml]',
  'models:',
  '  - path: conv.onnx',
  '  - { path: attention.onnx, dims: { N: 2 }, inputs: { ids: { range: [0, 10] } } }',
  '  - path: foreign.onnx',
  ...DTYPES.map((dtype) => `  - path: identity-${dtype}.onnx`),
  '',
].join('\n');

/** Why the example cannot be built on this machine; null when it can. */
async function lacking(): Promise<string | null> {
  if (process.platform !== 'linux') return 'the example is built on Linux';
  const probe = '#include <nlohmann/json.hpp>\nint main() {}\n';
  const folder = await repository({ 'probe.cpp': probe });
  const compiled = await run('g++', ['-std=c++17', '-fsyntax-only', 'probe.cpp'], folder).catch(() => null);
  await rm(folder, { recursive: true });
  if (compiled === null) return 'there is no C++ compiler called g++';
  return compiled.code === 0 ? null : 'the header nlohmann/json.hpp is not installed (nlohmann-json3-dev)';
}

const reason = await lacking();
let root: string;
let results: Results;

beforeAll(async () => {
  if (reason !== null) return;
  root = await repository({
    'portability.yml': CONFIG,
    'conv.onnx': buildConvModel(),
    'attention.onnx': buildAttentionModel(),
    'foreign.onnx': oneNodeModel(tensorOf('float32'), tensorOf('float32'), 'FooBar', 'my.domain'),
    ...Object.fromEntries(DTYPES.map((dtype) => [`identity-${dtype}.onnx`, oneNodeModel(tensorOf(dtype))])),
  });
  await cp(EXAMPLE, join(root, 'ci'), { recursive: true, filter: (path) => !path.endsWith('build') });
  const openvino = await readPythonRuntime(resolve('src/adapters/runtimes/openvino.py'));
  const host = hostIn(root, { assets: resolve('lib'), cache: sharedCache });
  const { python } = await preparePythonEnvironment(openvino, undefined, host);
  const built = await run(join(root, 'ci/build.sh'), [], root, { ...process.env, PYTHON: python });
  expect(built.code, built.stderr).toBe(0);
  const { code, stdout, stderr } = await portability(['run', '--json', '-'], root);
  expect([0, 1], stderr).toContain(code);
  results = resultsSchema.parse(JSON.parse(stdout));
});

function cellOf(model: string): ResultCell {
  const cell = results.cells.find((other) => other.model === model && other.runtime === 'openvino-cpp');
  if (cell === undefined) throw new Error(`no cell ${model}`);
  return cell;
}

test.skipIf(reason !== null).each(['conv', 'attention'])('%s passes, far inside the tolerance', (model) => {
  const { state, reason: why, outputs } = cellOf(model);
  expect([state, why]).toEqual(['pass', null]);
  expect(outputs.length).toBeGreaterThan(0);
  for (const { matchedBy, noiseRatio } of outputs) {
    expect(matchedBy).toBe('name');
    expect(fromReal(noiseRatio ?? Number.NaN)).toBeLessThan(8);
  }
});

test.skipIf(reason !== null).each(DTYPES)('%s arrives unchanged', (dtype) => {
  const { state, reason: why } = cellOf(`identity-${dtype}`);
  expect([state, why]).toEqual(['pass', null]);
});

test.skipIf(reason !== null)('an operator that it lacks is named, and its release is told', () => {
  expect(cellOf('foreign')).toMatchObject({ state: 'unsupported', reason: expect.stringContaining('FooBar') });
  expect(results.runtimes.find(({ id }) => id === 'openvino-cpp')).toMatchObject({
    version: expect.stringMatching(/^\d{4}\.\d/),
    precision: { declared: 'f32', effective: 'f32' },
  });
});

test('a program that was not built is told with what to do', async () => {
  const folder = await repository({
    'portability.yml': CONFIG.replace(/models:[\s\S]*/, ''),
    'conv.onnx': buildConvModel(),
  });
  await cp(join(EXAMPLE, 'openvino-cpp.toml'), join(folder, 'ci/openvino-cpp.toml'));
  const { stdout } = await portability(['run', '--json', '-'], folder);
  const { cells } = resultsSchema.parse(JSON.parse(stdout));
  const cell = cells.find(({ runtime }) => runtime === 'openvino-cpp');
  expect(cell?.state).toBe('error');
  expect(cell?.reason).toMatch(/the program of openvino-cpp is missing or not executable/);
});
