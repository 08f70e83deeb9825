import { join } from 'node:path';
import { expect, test } from 'vitest';
import { numbers, oneOperator } from '../../scripts/operators/one-operator.js';
import { numbersOf } from '../../src/compare/kernel/numbers-of.js';
import { referenceColumn } from '../../src/plan/column.js';
import { replayOperator } from '../../src/replay/replay-operator.js';
import { shrinkOperator } from '../../src/replay/shrink-operator.js';
import { failedRun, type Ran, type RunRequest } from '../../src/run/run-request.js';
import type { PackedTensor, Values } from '../../src/tensor/tensor.js';
import { valuesMadeBy } from '../../src/values/stored-values.js';
import { folderOf } from '../discover/repository.js';
import { runtime } from '../plan/facts.js';
import { CRASHED } from '../trial/trial-of-values.js';

const HOME = referenceColumn(runtime('home', { homeOf: ['onnx'] }));
const COLUMN = { ...referenceColumn(runtime('wrong')), id: 'wrong' };

/** The reference gives back what it gets; the column is wrong where that is more than 6. */
async function made({ column, cases: [one] }: RunRequest): Promise<Ran> {
  const given: Values = (await one?.inputs.read()) ?? {};
  const { x } = given;
  if (x?.kind !== 'tensor' || x.dtype === 'string') return failedRun(CRASHED);
  const result = numbersOf(x).map((value) => (column.id === 'wrong' && value > 6 ? value + 1 : value));
  const y = numbers('float32', x.shape, result);
  return {
    ...failedRun(CRASHED),
    version: '1.0',
    failure: null,
    outputs: new Map([['operator', valuesMadeBy(() => ({ y }))]]),
  };
}

async function found(x: PackedTensor, runs: number) {
  const { bytes } = oneOperator({ opType: 'Identity', inputs: [['x', x]], outputs: { y: 'float32' } });
  const folder = folderOf({ 'net.onnx': bytes });
  const context = {
    pool: { run: made },
    converter: { convert: () => Promise.reject(new Error('nothing is converted')) },
    reference: HOME,
    witnesses: [],
    folder: join(folder, 'work'),
  };
  const path = join(folder, 'net.onnx');
  const judged = { column: COLUMN, precision: 'f32', acceptsFloat32: false } as const;
  const asked = { model: 'net', path, inputs: { x }, expected: { y: x }, ...judged, route: [] };
  const replayed = await replayOperator(asked, context);
  return { replayed, smallest: await shrinkOperator(replayed, context, { runs, seconds: 60 }) };
}

const places = (wrong: readonly number[]) =>
  numbers(
    'float32',
    [2, 3, 4],
    Array.from({ length: 24 }, (_, index) => (wrong.includes(index) ? 7 : 1 + index / 10)),
  );

test('one wrong element is all that is left, wherever it is', async () => {
  const { smallest } = await found(places([17]), 40);
  expect(smallest.evidence?.alone.inputs.x).toEqual(numbers('float32', [1, 1, 1], [7]));
  expect(smallest.outcome).toMatchObject({ shows: 'alone', operators: ['Identity'] });
});

test('it ends when its runs are spent', async () => {
  const { smallest } = await found(places([17]), 1);
  expect(smallest.evidence?.alone.inputs.x?.shape).toEqual([2, 3, 1]);
});

test('what is right is left as it is', async () => {
  const { replayed, smallest } = await found(places([]), 40);
  expect(replayed.evidence).toBeNull();
  expect(smallest).toBe(replayed);
});
