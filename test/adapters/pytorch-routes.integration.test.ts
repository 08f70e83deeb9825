/** From PyTorch to the runtimes: modules, exported programs and TorchScript compute the same wherever a route leads. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ResultCell, type Results, resultsSchema } from '../../src/results/schema.js';
import { fromReal } from '../../src/tensor/real.js';
import { portability, repository } from '../e2e/cli.js';
import { randomFloats } from '../models/random-floats.js';
import { exportedProgram } from './fixtures/exported-program.js';
import { pytorchFiles } from './fixtures/pytorch.js';
import { torchscript } from './fixtures/torchscript.js';

/** Columns with the converters that lead there from a module. */
const COLUMNS: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  program: ['{ use: pytorch, format: exported-program }', ['exported-program-from-pytorch']],
  script: ['{ use: pytorch, format: torchscript }', ['torchscript-from-pytorch']],
  onnx: ['{ use: onnxruntime, format: onnx }', ['exported-program-from-pytorch', 'onnx-from-pytorch']],
  ir: ['{ use: openvino, format: openvino-ir }', ['exported-program-from-pytorch', 'openvino-ir-from-pytorch']],
  lite: ['{ use: litert }', ['exported-program-from-pytorch', 'tflite-from-pytorch']],
};
const MODULES = ['conv', 'lstm', 'attention'] as const;

const floats = (seed: number, shape: readonly number[]) => ({
  dtype: 'float32',
  shape,
  data: [
    ...randomFloats(
      seed,
      shape.reduce((product, size) => product * size, 1),
    ),
  ],
});
const tokens = (shape: readonly [number, number]) => ({
  ids: { dtype: 'int64', shape, data: Array.from({ length: shape[0] * shape[1] }, (_, index) => (index * 7) % 10) },
  // Some of the tokens of each row are not seen.
  mask: { dtype: 'bool', shape, data: Array.from({ length: shape[0] * shape[1] }, (_, index) => index % 5 !== 4) },
});
const golden = (model: string, cases: readonly object[]) =>
  Object.fromEntries(
    cases.map((inputs, index) => [`golden/${model}/${index}.inputs.json`, JSON.stringify(inputs)] as const),
  );

const REPOSITORY = {
  'portability.yml': [
    'routes: { tries: 1 }', // what each converter gives, not what another would
    'runtimes:',
    '  - pytorch',
    ...Object.entries(COLUMNS).map(([id, [use]]) => `  - ${use.replace('{', `{ id: ${id},`)}`),
    'models:',
    '  - { id: conv, forms: [{ module: src/networks.py:Conv, weights: weights/conv.safetensors, arguments: { channels: 8 } }] }',
    '  - { id: lstm, forms: [{ module: src/networks.py:Lstm, weights: weights/lstm.npz }] }',
    '  - { id: attention, forms: [{ module: src/networks.py:Attention, weights: weights/attention.safetensors }] }',
    '  - { id: open, forms: [{ module: src/networks.py:Attention, weights: weights/attention.safetensors }] }',
    '  - { id: counting, forms: [{ module: src/networks.py:Counting }] }',
    '  - { id: branching, forms: [{ module: src/networks.py:Branching }] }',
    '  - { id: singular, forms: [{ module: src/networks.py:SingularValues }] }',
    '  - { id: script, path: script.pt }',
    '  - { id: nested, path: nested.pt2 }',
    '',
  ].join('\n'),
  ...pytorchFiles,
  'script.pt': torchscript('conv'),
  'nested.pt2': exportedProgram('nested'),
  ...golden('conv', [{ image: floats(1, [2, 3, 16, 16]) }, { image: floats(2, [2, 3, 16, 16]) }]),
  ...golden('lstm', [{ frames: floats(3, [2, 5, 4]) }]),
  ...golden('attention', [tokens([2, 7])]),
  ...golden('open', [tokens([1, 7]), tokens([3, 9])]),
  ...golden('counting', [{ x: floats(4, [1]) }, { x: floats(5, [1]) }]),
  ...golden('branching', [
    { x: { dtype: 'float32', shape: [2], data: [1, 2] } },
    { x: { dtype: 'float32', shape: [2], data: [-1, -2] } },
  ]),
  ...golden('singular', [{ x: floats(6, [3, 3]) }]),
  ...golden('nested', [
    {
      X: floats(8, [4, 3]),
      pair_0: floats(9, [2]),
      pair_1: { dtype: 'int64', shape: [3], data: [1, 2, 3] },
      rows: { dtype: 'int64', shape: [], data: 3 },
      named_k: floats(10, [2]),
    },
  ]),
  ...golden('script', [{ image: floats(7, [1, 3, 16, 16]) }]),
};

let results: Results;
let root: string;
let elsewhere = false;
beforeAll(async () => {
  root = await repository(REPOSITORY);
  const { code, stdout, stderr } = await portability(['run', '--no-cache', '--json', '-'], root);
  // Its makers' index is not set here: nothing else may be installed in its place.
  elsewhere = code === 3 && /torch==\S+ cannot be found/.test(stdout);
  if (elsewhere) return;
  expect([0, 1], stderr).toContain(code);
  results = resultsSchema.parse(JSON.parse(stdout));
});
beforeEach(({ skip }) => skip(elsewhere, 'no index with torch +cpu is set'));
afterAll(() => rm(root, { recursive: true, force: true }));

function cellOf(model: string, column: string): ResultCell {
  const cell = results.cells.find((other) => other.model === model && other.runtime === column);
  if (cell === undefined) throw new Error(`no cell ${model} on ${column}`);
  return cell;
}

const routeOf = (cell: ResultCell) => cell.route.map(({ converter }) => converter);
const stateOf = ({ state, reason }: ResultCell) => [state, reason];

describe.each(Object.entries(COLUMNS))('%s', (column, [, route]) => {
  test.each(MODULES)('%s passes by the cheapest route, outputs under their names', (model) => {
    const cell = cellOf(model, column);
    expect(stateOf(cell)).toEqual(['pass', null]);
    expect(routeOf(cell)).toEqual(route);
    expect(cell.outputs.every(({ matchedBy }) => matchedBy !== 'type')).toBe(true);
    for (const { maxAbs } of cell.outputs) expect(fromReal(maxAbs ?? Number.NaN)).toBeLessThan(2e-6);
  });
});

test('what a network gives is called by its place or key', () => {
  const names = (model: string) => new Set(cellOf(model, 'onnx').outputs.map(({ name }) => name));
  expect(names('conv')).toEqual(new Set(['features', 'scores']));
  expect(names('lstm')).toEqual(new Set(['output_0', 'output_1']));
  expect(names('attention')).toEqual(new Set(['output']));
});

test('tokens of 64 bits become 32 for TensorFlow Lite, and the route says so', () => {
  expect(cellOf('attention', 'lite').route.at(-1)?.changes).toEqual(['ids: int64 as int32']);
});

test('sizes in which the golden cases differ stay open', () => {
  for (const column of ['program', 'script', 'onnx', 'ir'])
    expect(stateOf(cellOf('open', column))).toEqual(['pass', null]);
  // LiteRT's converter has none that are open.
  expect(stateOf(cellOf('open', 'lite'))).toEqual(['unsupported', expect.stringMatching(/sizes of one golden case/)]);
});

test('a module starts every case as the first one', () => {
  for (const column of ['pytorch', 'program', 'onnx', 'ir', 'lite'])
    expect(stateOf(cellOf('counting', column))).toEqual(['pass', null]);
});

test('a module that goes two ways is not frozen to one of them', () => {
  expect(stateOf(cellOf('branching', 'pytorch'))).toEqual(['pass', null]);
  expect(stateOf(cellOf('branching', 'program'))).toEqual([
    'convert-failed',
    expect.stringMatching(/branches on the content of its inputs/),
  ]);
  expect(stateOf(cellOf('branching', 'script'))).toEqual([
    'convert-failed',
    expect.stringMatching(/takes another path through its code for another golden case/),
  ]);
});

test('an operator that a format does not have is named', () => {
  for (const column of ['onnx', 'ir', 'lite'])
    expect([column, ...stateOf(cellOf('singular', column))]).toEqual([
      column,
      'unsupported',
      expect.stringMatching(/svd/),
    ]);
});

test('TorchScript reaches ONNX and OpenVINO without a module', () => {
  expect(routeOf(cellOf('script', 'onnx'))).toEqual(['onnx-from-pytorch']);
  expect(routeOf(cellOf('script', 'ir'))).toEqual(['openvino-ir-from-pytorch']);
  for (const column of ['onnx', 'ir']) expect(stateOf(cellOf('script', column))).toEqual(['pass', null]);
});

test('nested arguments keep their names on the way to ONNX; elsewhere they are said to be too much', () => {
  expect(stateOf(cellOf('nested', 'onnx'))).toEqual(['pass', null]);
  expect(stateOf(cellOf('nested', 'ir'))).toEqual([
    'unsupported',
    expect.stringMatching(/6 inputs where the model has 5/),
  ]);
  expect(stateOf(cellOf('nested', 'lite'))).toEqual([
    'unsupported',
    expect.stringMatching(/does not take plain numbers/),
  ]);
});
