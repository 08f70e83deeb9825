import { expect, test } from 'vitest';
import { findConverters } from '../../src/adapters/find-converters.js';
import { findRuntimes } from '../../src/adapters/find-runtimes.js';
import { chooseRuntimes } from '../../src/init/choose-runtimes.js';
import type { Format } from '../../src/types.js';
import { runtime } from '../plan/facts.js';

const SOURCES = { assets: 'src', cwd: '.' };
const runtimes = await findRuntimes(SOURCES, []);
const converters = await findConverters(SOURCES, []);
const chosen = (...formats: readonly Format[]) => chooseRuntimes(new Set(formats), runtimes, converters);
const ids = (list: readonly { readonly runtime: { readonly id: string } }[]) => list.map((one) => one.runtime.id);

test.each<[readonly Format[], readonly string[], string]>([
  [['onnx'], ['onnxruntime-node', 'onnxruntime-web'], 'linux-x64'],
  [['tflite'], ['litertjs', 'litert'], 'linux-x64'],
  [['saved-model'], ['openvino', 'tensorflow'], 'linux-x64'],
  [['keras'], ['keras'], 'linux-x64'],
  [['torchscript'], ['pytorch'], 'linux-x64'],
  [['onnx', 'tflite'], ['onnxruntime-node', 'onnxruntime-web', 'litertjs', 'litert'], 'linux-x64'],
  [['coreml'], ['coreml'], 'darwin-arm64'],
  // One job on macOS runs all of them.
  [['coreml', 'onnx'], ['onnxruntime-node', 'onnxruntime-web', 'coreml'], 'darwin-arm64'],
  [[], [], 'linux-x64'],
])('for %j: %j, in a job on %s', (formats, columns, platform) => {
  const choice = chosen(...formats);
  expect(ids(choice.columns)).toEqual(columns);
  expect(choice.platform).toBe(platform);
});

test('what else reads a committed format is offered, and nothing twice', () => {
  const { columns, more } = chosen('onnx', 'tflite');
  expect(ids(more)).toEqual(
    expect.arrayContaining(['openvino', 'onnxruntime', 'onnxruntime-browser', 'litertjs-browser']),
  );
  expect(ids(more).filter((id) => ids(columns).includes(id))).toEqual([]);
  expect(more.find(({ runtime: { id } }) => id === 'openvino')?.formats).toEqual(['onnx', 'tflite']);
});

test('a format that one runtime alone reads gets runtimes that its models are converted for', () => {
  const { converted } = chosen('keras', 'onnx');
  expect(converted).toHaveLength(3);
  expect(new Set(converted.map(({ from }) => from))).toEqual(new Set(['keras']));
  for (const { runtime: one, downloadBytes } of converted) {
    expect(one.reads).not.toContain('keras');
    expect(downloadBytes).toBeGreaterThan(0);
  }
  expect(chosen('onnx', 'tflite').converted).toEqual([]);
});

test('a runtime that the platform of the job lacks says where it exists', () => {
  const { columns } = chosen('coreml', 'keras', 'onnx');
  expect(columns.flatMap(({ runtime: { id }, elsewhere }) => (elsewhere.length > 0 ? [id, ...elsewhere] : []))).toEqual(
    ['coreml', 'darwin-arm64', 'darwin-x64'],
  );
});

test('every committed format has a runtime that produces its reference', () => {
  const home = runtime('home', { homeOf: ['mnn'], reads: ['mnn'] });
  const { columns } = chooseRuntimes(new Set<Format>(['mnn']), [runtime('a', { reads: ['mnn'] }), home], []);
  expect(ids(columns)).toEqual(['a', 'home']);
});
