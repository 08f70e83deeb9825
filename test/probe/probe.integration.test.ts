import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { resultsSchema } from '../../src/results/schema.js';
import { portability, repository } from '../e2e/cli.js';
import { freshCache } from '../environments/fresh-cache.js';
import { buildDenseModel, buildModel, weight } from '../models/build-model.js';
import { random } from '../mutate/models.js';

const folders: string[] = [];
const cache = await freshCache();
folders.push(cache);
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function inRepository(files: Parameters<typeof repository>[0], ...args: string[]) {
  const root = await repository(files);
  folders.push(root);
  const ended = await portability(args, root, { PORTABILITY_CACHE: cache });
  return { ...ended, root };
}

const ROWS = { name: 'x', dtype: 'float32', shape: ['N', 4] } as const;
const OUT = { name: 'y', dtype: 'float32', shape: ['N', 3] } as const;

/** x·W, with a Reshape behind it that was traced with one row. */
const baked = buildModel({
  inputs: [ROWS],
  outputs: [OUT],
  weights: [
    random('W', [4, 3], 1),
    { name: 'traced', dtype: 'int64', shape: [2], bytes: new Uint8Array(BigInt64Array.of(1n, 3n).buffer) },
  ],
  nodes: [
    { op: 'MatMul', inputs: ['x', 'W'], outputs: ['product'] },
    { op: 'Reshape', inputs: ['product', 'traced'], outputs: ['y'] },
  ],
});

/** x·W less its mean over all rows: rows are not independent, and nothing fails. */
const mixing = buildModel({
  inputs: [ROWS],
  outputs: [OUT],
  weights: [random('W', [4, 3], 1), weight('half', [], [0.5])],
  nodes: [
    { op: 'MatMul', inputs: ['x', 'W'], outputs: ['product'] },
    {
      op: 'ReduceMean',
      inputs: ['product'],
      outputs: ['mean'],
      attributes: { axes: { ints: [0] }, keepdims: { int: 1 } },
    },
    { op: 'Mul', inputs: ['mean', 'half'], outputs: ['part'] },
    { op: 'Sub', inputs: ['product', 'part'], outputs: ['y'] },
  ],
});

/** hn = tanh(x·W + h·U), y = hn·V. */
const stateful = buildModel({
  inputs: [
    { name: 'x', dtype: 'float32', shape: [1, 4] },
    { name: 'h', dtype: 'float32', shape: [1, 6] },
  ],
  outputs: [
    { name: 'y', dtype: 'float32', shape: [1, 3] },
    { name: 'hn', dtype: 'float32', shape: [1, 6] },
  ],
  weights: [random('W', [4, 6], 1), random('U', [6, 6], 2), random('V', [6, 3], 3)],
  nodes: [
    { op: 'MatMul', inputs: ['x', 'W'], outputs: ['a'] },
    { op: 'MatMul', inputs: ['h', 'U'], outputs: ['b'] },
    { op: 'Add', inputs: ['a', 'b'], outputs: ['c'] },
    { op: 'Tanh', inputs: ['c'], outputs: ['hn'] },
    { op: 'MatMul', inputs: ['hn', 'V'], outputs: ['y'] },
  ],
});

/** `alive` = tanh(x·W) and `dead` = relu(−|x·W| − 1), which is zero for every input. */
const vacuous = buildModel({
  inputs: [ROWS],
  outputs: [
    { name: 'alive', dtype: 'float32', shape: ['N', 3] },
    { name: 'dead', dtype: 'float32', shape: ['N', 3] },
  ],
  weights: [random('W', [4, 3], 1), weight('one', [], [1])],
  nodes: [
    { op: 'MatMul', inputs: ['x', 'W'], outputs: ['product'] },
    { op: 'Tanh', inputs: ['product'], outputs: ['alive'] },
    { op: 'Abs', inputs: ['product'], outputs: ['size'] },
    { op: 'Add', inputs: ['size', 'one'], outputs: ['more'] },
    { op: 'Neg', inputs: ['more'], outputs: ['negative'] },
    { op: 'Relu', inputs: ['negative'], outputs: ['dead'] },
  ],
});

const state = 'models:\n  - path: m.onnx\n    probes: { state: { h: hn } }\n';

test('a model whose rows are independent passes', async () => {
  const { code, stdout, stderr } = await inRepository({ 'm.onnx': buildDenseModel() }, 'probe');
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/^m: \d+ probes, no finding$/m);
});

test('a batch size that was baked in is found, with what to do', async () => {
  const { code, stdout } = await inRepository({ 'm.onnx': baked }, 'probe', '--runtimes', 'onnxruntime-node');
  expect(code).toBe(1);
  expect(stdout).toContain('or the batch does not run');
  expect(stdout).toContain('probe: 3 rows together');
  expect(stdout).toContain('trace it with a batch of 2 or more');
});

test('rows that depend on each other are found although everything runs', async () => {
  const { code, stdout } = await inRepository(
    { 'm.onnx': mixing },
    'probe',
    '--json',
    '--runtimes',
    'onnxruntime-node',
  );
  expect(code).toBe(1);
  const [first] = JSON.parse(stdout);
  expect(first.where).toBe('probe: row 1 of the batch against the row alone, output y');
});

test('a state is driven for a second step, on the own state of each runtime', async () => {
  const { code, stdout, stderr } = await inRepository({ 'm.onnx': stateful, 'portability.yml': state }, 'probe');
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain('m: 2 probes, no finding');
});

test('probes of the config are cases of the gate, and the second step differs from the first', async () => {
  const { code, root, stderr } = await inRepository(
    { 'm.onnx': stateful, 'portability.yml': state },
    'run',
    '--json',
    'results.json',
  );
  expect(code, stderr).toBe(0);
  const { cells } = resultsSchema.parse(JSON.parse(readFileSync(join(root, 'results.json'), 'utf8')));
  const cases = cells.flatMap(({ outputs }) => outputs.filter(({ name }) => name === 'y'));
  expect(new Set(cases.map((output) => output.case))).toEqual(
    new Set(['synthetic', 'probe: first step', 'probe: second step']),
  );
});

test('a probe that the model has no place for is a mistake of the config', async () => {
  const wrong = await inRepository({ 'm.onnx': stateful, 'portability.yml': state.replace('hn', 'h_out') }, 'run');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('model m has no output h_out');
  const fixed = await inRepository(
    { 'm.onnx': stateful, 'portability.yml': state.replace('state: { h: hn }', 'batch: true') },
    'run',
  );
  expect(fixed.code).toBe(2);
  expect(fixed.stderr).toContain('all sizes of its inputs are fixed');
});

test('an output that no input moves is flagged, cold and from the cache', async () => {
  const { root } = await inRepository({ 'm.onnx': vacuous }, 'run', '--json', 'cold.json');
  const { stderr } = await portability(['run', '--json', 'warm.json'], root, { PORTABILITY_CACHE: cache });
  expect(stderr).not.toContain('depend on its inputs');
  for (const file of ['cold.json', 'warm.json']) {
    const { cells } = resultsSchema.parse(JSON.parse(readFileSync(join(root, file), 'utf8')));
    const outputs = cells.flatMap((cell) => cell.outputs);
    expect(outputs.length).toBeGreaterThan(0);
    for (const output of outputs)
      expect(output.vacuous ?? false, `${file} ${output.name}`).toBe(output.name === 'dead');
  }
});
