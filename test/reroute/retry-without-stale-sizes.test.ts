import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { readForm } from '../../src/discover/read-form.js';
import { judgeModel } from '../../src/judge/judge-model.js';
import { referenceColumn } from '../../src/plan/column.js';
import { retryWithoutStaleSizes } from '../../src/reroute/retry-without-stale-sizes.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor } from '../../src/tensor/tensor.js';
import type { Failure } from '../../src/worker/failure.js';
import { modelOf, port, temporaryFolder, writeModel } from '../onnx/model-files.js';
import { runtime } from '../plan/facts.js';
import { caseOf, floats, planOf, poolOfValues, ranOf, trialOf } from '../trial/trial-of-values.js';

const FAILS: Failure = { kind: 'failed', type: 'Error', message: 'the sizes of h do not fit' };

/** A model whose inner value h has two elements, whatever the file states. */
function modelStating(size: number): string {
  const h = { name: 'h', type: { tensorType: { elemType: 1, shape: { dim: [{ dimValue: 1 }, { dimValue: size }] } } } };
  const node = [
    { opType: 'Neg', input: ['x'], output: ['h'] },
    { opType: 'Neg', input: ['h'], output: ['y'] },
  ];
  return writeModel(modelOf({ node, input: [port('x')], output: [port('y')], valueInfo: [h] }), 'net.onnx');
}

/** A cell whose runtime fails on the committed files; on a copy it gives `second`. */
async function retried(stated: number, second: Failure | readonly number[], paths = ['net.onnx']) {
  const root = dirname(modelStating(stated));
  for (const path of paths.filter((one) => one !== 'net.onnx')) cpSync(join(root, 'net.onnx'), join(root, path));
  const [form, ...others] = await Promise.all(paths.map((path) => readForm(root, path, {})));
  if (form === undefined) throw new Error('a form');
  const base = planOf(['picky']);
  const [cell] = base.cells;
  if (cell?.kind !== 'run' || 'fault' in form.content || form.content.onnx === undefined) throw new Error('it runs');
  const column = referenceColumn(runtime('home', { homeOf: ['onnx'], embedded: true }));
  const plan = {
    ...base,
    model: { ...base.model, forms: [form, ...others] as const },
    cells: [{ ...cell, forms: [form, ...others] }],
    noise: { form, onnx: form.content.onnx, column },
  };
  const trial = trialOf(
    [caseOf('one')],
    ranOf({ one: { y: floats(1, 2) } }),
    { picky: ranOf({ failure: FAILS, doing: 'running case one', case: 'one' }) },
    { plan },
  );
  const sizes = tensor('int64', [2], bytesOf(BigInt64Array.of(1n, 2n)));
  const { pool, asked } = poolOfValues((request) => {
    if (request.column === column) return { y: floats(1, 2), 'portability/sizes/0': sizes };
    return 'kind' in second ? second : { y: floats(...second) };
  });
  const context = {
    converter: { convert: () => Promise.reject(new Error('nothing is converted')) },
    pool,
    folder: temporaryFolder(),
    config: configSchema.parse({}),
    judge: (one: Parameters<typeof judgeModel>[0]) => judgeModel(one),
  };
  const { judged } = await retryWithoutStaleSizes(trial, await judgeModel(trial), context);
  const result = judged.cells[0]?.cell;
  return { state: result?.state, why: result?.staleSizes, asked: asked.map(({ title }) => title) };
}

test('a cell that runs without what its file states wrongly is judged so, and says what was wrong', async () => {
  expect(await retried(9, [1, 2])).toEqual({
    state: 'pass',
    why: [{ form: 'net.onnx', why: 'h has the sizes [1, 2], not [1, 9]' }],
    asked: ['net: sizes of its inner values', 'net on picky'],
  });
  expect(await retried(9, [1, 3])).toMatchObject({ state: 'drift', why: [{ form: 'net.onnx' }] });
});

test('a cell that fails without it too stays as it was', async () => {
  expect(await retried(9, FAILS)).toMatchObject({ state: 'run-failed', why: undefined });
});

test('nothing is run again where what the file states is true', async () => {
  expect(await retried(2, [1, 2])).toEqual({
    state: 'run-failed',
    why: undefined,
    asked: ['net: sizes of its inner values'],
  });
});

test('forms of the same name in different folders are looked at each for itself', async () => {
  const { state, asked } = await retried(2, [1, 2], ['net.onnx', 'old/net.onnx', 'new/net.onnx']);
  expect(state).toBe('run-failed');
  expect(asked).toEqual(Array.from({ length: 3 }, () => 'net: sizes of its inner values'));
});
