/** The operator at which a model begins to drift, from the command line. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { injectedFaults } from '../../scripts/locate-study/faults.js';
import { studyNets } from '../../scripts/locate-study/nets.js';
import { cellSchema } from '../../src/results/schema.js';
import { buildModel, weight } from '../models/build-model.js';
import { portability, repository } from './cli.js';

const port = (name: string) => ({ name, dtype: 'float32', shape: [1, 64] }) as const;

const found = z.array(cellSchema.pick({ model: true, state: true, located: true, diagnosis: true }).loose());

let root: string;
let expected: readonly number[];
beforeAll(async () => {
  const right =
    studyNets()
      .find(({ id }) => id === 'conv-net')
      ?.build() ?? new Uint8Array();
  const fault = injectedFaults(right, 1, 1).find(({ kind }) => kind === 'pad-other-side');
  expected = fault?.operators ?? [];
  root = await repository({
    'portability.yml': [
      'runtimes: [onnxruntime-node, tract]',
      'models:',
      '  - { id: net, forms: [right.onnx, wrong.onnx], inputs: { image: { normal: [0, 1] } } }',
      '  - { id: alone, path: alone.onnx, inputs: { image: { normal: [0, 1] } } }',
      '  - { id: tail, path: tail.onnx, inputs: { x: { range: [-14, -10] } } }',
      '',
    ].join('\n'),
    'right.onnx': right,
    'wrong.onnx': fault?.bytes ?? new Uint8Array(),
    'alone.onnx': right,
    'tail.onnx': buildModel({
      inputs: [port('x')],
      outputs: [port('y')],
      nodes: [
        { op: 'Abs', inputs: ['x'], outputs: ['a'] },
        { op: 'Neg', inputs: ['a'], outputs: ['b'] },
        { op: 'Softplus', inputs: ['b'], outputs: ['y'] },
      ],
    }),
  });
});

test('the operator that another form computes differently', async () => {
  const { stdout, stderr } = await portability(['locate', 'net', 'onnxruntime-node', '--json'], root);
  expect(stdout, stderr).not.toBe('');
  const [cell] = found.parse(JSON.parse(stdout));
  expect(cell?.located).toMatchObject({ form: 'wrong.onnx', against: 'right.onnx', reference: 'onnxruntime-node' });
  expect(cell?.located?.operators.map(({ index, certain }) => [index, certain])).toEqual([[expected[0], true]]);
  expect(cell?.diagnosis?.evidence).toContain('pads [1, 1, 1, 1] → [0, 0, 2, 2] in Conv `Conv_4`');
});

test('what was found is in the results of a run too, the second time from the cache', async () => {
  const { stdout, stderr } = await portability(['run', 'net', '--runtimes', 'onnxruntime-node', '--json', '-'], root);
  expect(stdout, stderr).toContain('"located"');
});

test('an operator by itself: its cause, who is right, and a report that needs no gate', async () => {
  const { stdout, stderr } = await portability(['locate', 'tail', 'tract', '--repro', 'repro', '--json'], root);
  const [cell] = found.parse(JSON.parse(stdout === '' ? '[]' : stdout));
  expect(cell?.located?.operators, stderr).toMatchObject([
    {
      type: 'Softplus',
      certain: true,
      replay: {
        shows: 'alone',
        causes: [{ variant: 'softplus-tail' }],
        truth: { verdict: 'candidate' },
        repro: 'tail-tract-3',
      },
    },
  ]);
  expect(cell?.diagnosis?.finding).toContain('computes it as if');
  expect((await readdir(join(root, 'repro', 'tail-tract-3'))).sort()).toEqual(
    expect.arrayContaining(['README.md', 'model.onnx', 'run.py', 'test_data_set_0']),
  );
});

test('a cell that passes has nothing to locate', async () => {
  const passing = await portability(['locate', 'alone', 'onnxruntime-node'], root);
  expect([passing.code, passing.stdout]).toEqual([0, expect.stringContaining('nothing to locate: it passes')]);
});

test('the releases of a runtime: none has the operator right, one does not exist', async () => {
  const args = ['locate', 'tail', 'tract', '--releases', '0.21.9,0.0.1', '--json'];
  const { code, stdout, stderr } = await portability(args, root);
  const { tried, changes } = JSON.parse(stdout || '{}');
  expect([code, changes], stderr).toEqual([1, []]);
  expect(tried).toEqual([
    { release: '0.0.1', outcome: { state: 'unknown', why: expect.stringContaining('0.0.1') } },
    { release: '0.21.9', outcome: { state: 'drift' } },
    { release: expect.stringMatching(/^0\.\d+\.\d+$/), outcome: { state: 'drift' } },
  ]);
});

test.each([
  [['--releases', 'newest'], /"newest" is not a release/],
  [['--releases', '1.20.*'], /is not a release/],
])('%j is told to be wrong', async (args, said) => {
  const { code, stderr } = await portability(['locate', 'tail', 'tract', ...args], root);
  expect(stderr).toMatch(said);
  expect(code).toBe(2);
});

test('a comparison on the edge accuses no runtime, whichever way it rounds', async () => {
  const value = (name: string, dtype: 'float32' | 'bool', shape: readonly number[]) => ({ name, dtype, shape });
  const edge = buildModel({
    inputs: [value('x', 'float32', [64, 32])],
    outputs: [value('mask', 'bool', [64, 32])],
    nodes: [
      { op: 'Abs', inputs: ['x'], outputs: ['a'] },
      {
        op: 'ReduceMax',
        ...{ inputs: ['a'], outputs: ['most'], attributes: { axes: { ints: [-1] }, keepdims: { int: 1 } } },
      },
      { op: 'Div', inputs: ['a', 'most'], outputs: ['share'] },
      { op: 'GreaterOrEqual', inputs: ['share', 'one'], outputs: ['mask'] },
    ],
    weights: [weight('one', [1], [1])],
  });
  const config = 'runtimes: [tract]\nmodels:\n  - { id: edge, path: edge.onnx, inputs: { x: { normal: [0, 1] } } }\n';
  const { stdout, stderr } = await portability(
    ['run', '--json', '-'],
    await repository({ 'portability.yml': config, 'edge.onnx': edge }),
  );
  expect(stdout, stderr).not.toBe('');
  const [cell] = z.object({ cells: found }).parse(JSON.parse(stdout)).cells;
  if (cell?.state === 'pass') return;
  expect(cell?.diagnosis).toMatchObject({
    id: 'decided-by-rounding',
    finding: expect.stringMatching(/GreaterOrEqual .* reads are on the edge, within rounding/),
  });
});
