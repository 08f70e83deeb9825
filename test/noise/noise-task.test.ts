import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readForm } from '../../src/discover/form.js';
import { jitterUnit, noiseBaseTaskKey, noiseRuns, noiseTasks } from '../../src/noise/noise-task.js';
import { referenceColumn } from '../../src/plan/column.js';
import type { DType } from '../../src/tensor/dtype.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { stringTensor, tensor } from '../../src/tensor/tensor.js';
import type { Dimension, Signature } from '../../src/types.js';
import { readValues, writeValues } from '../../src/values/value-folder.js';
import { folderOf } from '../discover/repository.js';
import { buildDenseModel, buildModel } from '../models/build-model.js';
import { model, runtime } from '../plan/facts.js';

const outputs = (...shapes: readonly (readonly Dimension[] | null)[]): Signature => ({
  inputs: [],
  outputs: shapes.map((shape, index) => ({ name: `y${index}`, type: { kind: 'tensor', dtype: 'float32', shape } })),
});

test.each([
  [[[1, 1000]], 2, 2],
  [
    [
      [1, 1000],
      [1, 2],
    ],
    2,
    8,
  ],
  [[[]], 2, 16],
  [[null], 2, 16],
  [[['N', 'T']], 2, 4],
  [[], 3, 3],
] as const)('outputs %j, asked for %d runs: %d', (shapes, asked, runs) => {
  expect(noiseRuns({ signature: outputs(...shapes), weights: [] }, asked)).toBe(runs);
});

test('asked for nothing: eight runs, two for a large model', () => {
  const signature = outputs([1, 1000]);
  const weight = {
    id: '',
    name: 'w',
    dtype: 'float32',
    elements: 100 << 20,
    payload: { pieces: [] },
    external: null,
  } as const;
  expect(noiseRuns({ signature, weights: [] })).toBe(8);
  expect(noiseRuns({ signature, weights: [weight] })).toBe(2);
});

async function readModel(bytes: Uint8Array) {
  const root = folderOf({ 'net.onnx': bytes });
  const form = await readForm(root, 'net.onnx');
  if ('fault' in form.content || form.content.onnx === undefined) throw new Error('the model can be read');
  return { root, form, onnx: form.content.onnx };
}

const identity = (dtype: DType) => {
  const port = (name: string) => ({ name, dtype, shape: [20] });
  return buildModel({
    inputs: [port('x')],
    outputs: [port('y')],
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  });
};

test('the unit is that of the coarsest dtype that is moved', async () => {
  expect(jitterUnit((await readModel(buildDenseModel())).onnx)).toBe(2 ** -24);
  expect(jitterUnit((await readModel(identity('float16'))).onnx)).toBe(2 ** -11);
  expect(jitterUnit((await readModel(identity('int64'))).onnx)).toBeNull();
});

test('each run has moved inputs of its own, and a moved model while it lasts', async () => {
  const { root, form, onnx } = await readModel(buildDenseModel());
  const numbers = Float32Array.from({ length: 16 }, (_, index) => index + 0.5);
  const inputs = join(folderOf({ 'inputs/none': '' }), 'inputs');
  const others = { ids: tensor('int32', [2], bytesOf(Int32Array.of(1, 2))), words: stringTensor([1], ['a']) };
  await writeValues(inputs, { x: tensor('float32', [2, 8], bytesOf(numbers)), ...others });
  const one = {
    ...model('net', { format: 'onnx', signature: onnx.signature, companions: [], onnx }),
    forms: [form] as const,
  };
  const cases = [{ name: 'case', inputs, expected: null, sha256: '' }];
  const source = { form, onnx, column: referenceColumn(runtime('ort')) };
  const tasks = await noiseTasks(one, source, cases, { runs: 2, seconds: 60 }, join(root, 'noise'));
  expect(tasks.map(({ key, runs }) => [key, runs.map((run) => run.case)])).toEqual([
    ['noise 1 net', ['case']],
    ['noise 2 net', ['case']],
  ]);
  const seen = new Set<string>();
  for (const task of tasks) {
    const { x, ids, words } = await readValues(task.runs[0]?.inputs ?? '');
    expect({ ids, words }).toEqual(others);
    if (x?.kind !== 'tensor' || x.dtype === 'string') throw new Error('x is a packed tensor');
    const moved = new Float32Array(Uint8Array.from(x.bytes).buffer);
    moved.forEach((value, index) => {
      const before = numbers[index] ?? 0;
      expect(value).not.toBe(before);
      expect(Math.abs(value - before)).toBeLessThanOrEqual(2 ** -23 * before);
    });
    const path = typeof task.path === 'string' ? task.path : await task.path();
    seen.add(`${moved} ${readFileSync(path, 'latin1')}`);
    await task.done?.();
    expect(existsSync(path)).toBe(false);
  }
  expect(seen.size).toBe(2);
  expect(new Float32Array(numbers)).toEqual(numbers);
  expect(existsSync(form.absolute)).toBe(true);
});

test('when the time for it is spent, two runs are made and no more', async () => {
  const { root, form, onnx } = await readModel(buildDenseModel());
  const one = {
    ...model('net', { format: 'onnx', signature: onnx.signature, companions: [], onnx }),
    forms: [form] as const,
  };
  const source = { form, onnx, column: referenceColumn(runtime('ort')) };
  const tasks = await noiseTasks(one, source, [], { runs: 4, seconds: 1e-9 }, join(root, 'noise'));
  const made: string[] = [];
  for (const task of tasks) {
    if (task.skip?.() === true) continue;
    made.push(task.key);
    if (typeof task.path !== 'string') await task.path();
    await task.done?.();
  }
  expect(made).toEqual(['noise 1 net', 'noise 2 net']);
});

test('a form that is not the first is run plain as well, under its own names', async () => {
  const { root, form, onnx } = await readModel(buildDenseModel());
  const inputs = join(folderOf({ 'inputs/none': '' }), 'inputs');
  await writeValues(inputs, { audio: tensor('float32', [1, 8], new Uint8Array(32)) });
  const second = { ...form, names: { audio: 'x' } };
  const first = model('net', { format: 'tflite', signature: onnx.signature, companions: [] }).forms[0];
  const one = { ...model('net', first.content), forms: [first, second] as const };
  const source = { form: second, onnx, column: referenceColumn(runtime('ort')) };
  const cases = [{ name: 'case', inputs, expected: null, sha256: '' }];
  const tasks = await noiseTasks(one, source, cases, { runs: 2, seconds: 60 }, join(root, 'noise'));
  expect(tasks.map(({ key }) => key)).toEqual([noiseBaseTaskKey(one), 'noise 1 net', 'noise 2 net']);
  for (const task of tasks) expect(Object.keys(await readValues(task.runs[0]?.inputs ?? ''))).toEqual(['x']);
});
