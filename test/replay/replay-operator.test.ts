import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { numbers, oneOperator } from '../../scripts/operators/one-operator.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { referenceColumn } from '../../src/plan/column.js';
import type { OperatorQuestion } from '../../src/replay/operator-question.js';
import { replayOperator } from '../../src/replay/replay-operator.js';
import { failedRun, type Ran, type RunRequest } from '../../src/run/run-request.js';
import type { PackedTensor } from '../../src/tensor/tensor.js';
import { valuesMadeBy } from '../../src/values/stored-values.js';
import { folderOf } from '../discover/repository.js';
import { runtime } from '../plan/facts.js';
import { CRASHED } from '../trial/trial-of-values.js';

const HOME = referenceColumn(runtime('home', { homeOf: ['onnx'] }));
const COLUMN = { ...referenceColumn(runtime('wrong')), id: 'wrong' };
const RIGHT = numbers('float32', [2], [1, 2]);
const WRONG = numbers('float32', [2], [1, 3]);

/** Every run makes `y`; null: it crashes. */
function made(y: PackedTensor | null, { cases: [one] }: RunRequest): Ran {
  if (y === null || one === undefined) return failedRun(CRASHED);
  return {
    ...failedRun(CRASHED),
    version: '1.0',
    failure: null,
    outputs: new Map([[one.name, valuesMadeBy(() => ({ y }))]]),
  };
}

function isOpen({ model }: RunRequest): boolean {
  if (typeof model === 'function') return false;
  const { graph } = onnx.ModelProto.decode(readFileSync(model.path));
  return (graph?.input?.[0]?.type?.tensorType?.shape?.dim?.[0]?.dimParam ?? '') !== '';
}

/** @param column what it makes with fixed and with open sizes */
async function replayed(
  column: { fixed: PackedTensor | null; open: PackedTensor | null },
  home = RIGHT,
  declared: Pick<OperatorQuestion, 'precision' | 'acceptsFloat32'> = { precision: 'f32', acceptsFloat32: false },
) {
  const x = numbers(home.dtype, [1, 2, 2, 2], [-2, -1, 0, 1, 2, 3, 4, 5]);
  const { bytes } = oneOperator({ opType: 'Relu', inputs: [['x', x]], outputs: { y: home.dtype } });
  const folder = folderOf({ 'net.onnx': bytes });
  const question = { model: 'net', path: join(folder, 'net.onnx'), inputs: { x }, expected: { y: RIGHT } };
  return replayOperator(
    { ...question, ...declared, column: COLUMN, route: [] },
    {
      pool: {
        run: async (request) =>
          made(request.column.id === 'wrong' ? column[isOpen(request) ? 'open' : 'fixed'] : home, request),
      },
      converter: { convert: () => Promise.reject(new Error('nothing is converted')) },
      reference: HOME,
      witnesses: [HOME],
      folder: join(folder, 'work'),
    },
  );
}

test.each([
  ['alone', { fixed: WRONG, open: WRONG }],
  ['open-sizes', { fixed: RIGHT, open: WRONG }],
  ['alone', { fixed: null, open: WRONG }],
  ['not-alone', { fixed: RIGHT, open: RIGHT }],
  ['not-alone', { fixed: RIGHT, open: null }],
  ['not-alone', { fixed: null, open: RIGHT }],
  ['not-run', { fixed: null, open: null }],
] as const)('%s', async (shows, column) => {
  const { outcome, evidence } = await replayed(column);
  expect(outcome).toMatchObject({ shows, operators: ['Relu'], node: 'relu', causes: [], offered: 0 });
  expect(evidence === null).toBe(shows === 'not-alone' || shows === 'not-run');
  if (shows === 'not-run') expect(outcome.reason).toMatch(/^on wrong: crashed/);
});

test('who is off is said by the witnesses', async () => {
  const { outcome } = await replayed({ fixed: WRONG, open: WRONG });
  expect(outcome.truth).toMatchObject({ verdict: 'candidate', agree: null, unknown: null });
  expect(outcome.truth?.witnesses[0]).toMatchObject({ runtime: 'home', precision: 'f64' });
});

test.each([
  ['alone', { precision: 'f32', acceptsFloat32: false }],
  ['not-alone', { precision: 'bf16', acceptsFloat32: false }],
] as const)('what a column or a form declares: %s at %o', async (shows, declared) => {
  const rounded = numbers('float32', [2], [1, 2 + 2 ** -9]);
  expect((await replayed({ fixed: rounded, open: rounded }, RIGHT, declared)).outcome.shows).toBe(shows);
});
