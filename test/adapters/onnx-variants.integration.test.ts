/** Variants of an ONNX model that a column asks for by name: what each leaves of the numbers, and what it says when it cannot. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ResultCell, type Results, resultsSchema } from '../../src/results/schema.js';
import type { DType } from '../../src/tensor/dtype.js';
import { fromReal } from '../../src/tensor/real.js';
import { portability, repository } from '../e2e/cli.js';
import { freshCache } from '../environments/fresh-cache.js';
import { buildAttentionModel } from '../models/build-attention-model.js';
import { buildConvModel } from '../models/build-model.js';
import { oneNodeModel, tensorOf } from './identity-model.js';

const int8 = (id: string, converter: string, options: string) =>
  `  - { id: ${id}, use: onnxruntime-node, through: [${converter}], converters: { ${converter}: { ${options} } } }`;
const opset = (id: string, version: number) =>
  `  - { id: ${id}, use: onnxruntime-node, through: [onnx-opset], converters: { onnx-opset: { opset: ${version} } } }`;
const CONFIG = [
  'runtimes:',
  '  - { id: half, use: onnxruntime-node, through: [onnx-float16] }',
  '  - { id: half-ort, use: onnxruntime, format: ort, through: [onnx-float16] }',
  // WebAssembly adds products of 8 bits in 32 bits on every processor; on x86 without VNNI others add them in 16.
  '  - { id: dynamic, use: onnxruntime-web, through: [onnx-int8-dynamic] }',
  '  - { id: static, use: onnxruntime-web, through: [onnx-int8-static] }',
  int8('dynamic-7-bits', 'onnx-int8-dynamic', 'reduce-range: true'),
  int8('static-7-bits', 'onnx-int8-static', 'reduce-range: true'),
  opset('newer', 24),
  opset('older', 13),
  'models:',
  '  - path: conv.onnx',
  '  - { path: attention.onnx, dims: { N: 2 }, inputs: { ids: { range: [0, 10] } } }',
];
const DTYPES: readonly DType[] = ['float32', 'float64', 'float16', 'int64', 'int32', 'uint8', 'bool', 'string'];

let results: Results;
let cache: string;
let root: string;
beforeAll(async () => {
  cache = await freshCache();
  root = await repository({
    'portability.yml': [...CONFIG, ...DTYPES.map((dtype) => `  - path: identity-${dtype}.onnx`), ''].join('\n'),
    'conv.onnx': buildConvModel(),
    'attention.onnx': buildAttentionModel(),
    ...Object.fromEntries(DTYPES.map((dtype) => [`identity-${dtype}.onnx`, oneNodeModel(tensorOf(dtype))])),
  });
  const { code, stdout, stderr } = await portability(['run', '--json', '-'], root, { PORTABILITY_CACHE: cache });
  expect([0, 1], stderr).toContain(code);
  results = resultsSchema.parse(JSON.parse(stdout));
});
afterAll(async () => {
  for (const folder of [cache, root]) await rm(folder, { recursive: true, force: true });
});

function cellOf(model: string, column: string): ResultCell {
  const cell = results.cells.find((other) => other.model === model && other.runtime === column);
  if (cell === undefined) throw new Error(`no cell ${model} on ${column}`);
  return cell;
}

const bitsOf = ({ outputs }: ResultCell) => outputs.map(({ effectiveBits }) => fromReal(effectiveBits ?? Number.NaN));

/** The bits that are left at least. Weights of 7 bits cannot overflow, whatever adds their products. */
describe.each([
  ['half', ['onnx-float16'], 'f16', 11],
  ['half-ort', ['onnx-float16', 'ort-from-onnx'], 'f16', 11],
  ['dynamic', ['onnx-int8-dynamic'], 'int8', 6],
  ['static', ['onnx-int8-static'], 'int8', 6],
  ['dynamic-7-bits', ['onnx-int8-dynamic'], 'int8', 6],
  ['static-7-bits', ['onnx-int8-static'], 'int8', 6],
] as const)('%s', (column, route, precision, least) => {
  test('declares what its converter leaves', () => {
    expect(results.runtimes.find(({ id }) => id === column)?.precision.declared).toBe(precision);
  });

  test.each(['conv', 'attention'])('%s passes, and has lost about as much as declared', (model) => {
    const cell = cellOf(model, column);
    expect([cell.state, cell.reason]).toEqual(['pass', null]);
    expect(cell.route.map(({ converter }) => converter)).toEqual(route);
    const bits = bitsOf(cell);
    expect(Math.min(...bits)).toBeGreaterThan(least);
    expect(Math.min(...bits)).toBeLessThan(20);
  });
});

test('another version of the operators changes no number beyond rounding', () => {
  for (const model of ['conv', 'attention']) {
    const cell = cellOf(model, 'newer');
    expect([model, cell.state, cell.reason]).toEqual([model, 'pass', null]);
    expect(Math.min(...bitsOf(cell))).toBeGreaterThan(22);
  }
});

test('a version that does not have an operator is named as the reason', () => {
  expect(cellOf('conv', 'older')).toMatchObject({
    state: 'unsupported',
    reason: expect.stringContaining('does not take Relu past version 14'),
  });
  expect(cellOf('attention', 'older')).toMatchObject({
    state: 'unsupported',
    reason: expect.stringContaining('does not have the operator LayerNormalization'),
  });
});

test.each(DTYPES)('%s goes through the casts of half precision and through another version as it is', (dtype) => {
  for (const column of ['half', 'newer']) {
    const { state, reason } = cellOf(`identity-${dtype}`, column);
    expect([column, state, reason]).toEqual([column, 'pass', null]);
  }
});

test.each(['dynamic', 'static'])('a model in which nothing can be quantised is no %s variant', (column) => {
  expect(cellOf('identity-float32', column)).toMatchObject({
    state: 'convert-failed',
    reason: expect.stringContaining('quantised nothing'),
  });
});

test('the plan names every step, and the arithmetic that it leaves', async () => {
  const { stdout } = await portability(['plan', 'conv'], root, { PORTABILITY_CACHE: cache });
  expect(stdout).toMatch(/half-ort {2}through onnx-float16 \(f16\), ort-from-onnx$/m);
  expect(stdout).toMatch(/newer {2}through onnx-opset$/m);
});
