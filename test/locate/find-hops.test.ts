import { join } from 'node:path';
import { expect, test } from 'vitest';
import { oneOperator } from '../../scripts/operators/one-operator.js';
import { judgeModel } from '../../src/judge/judge-model.js';
import { driftsOn, findHops } from '../../src/locate/find-hops.js';
import { referenceColumn } from '../../src/plan/column.js';
import type { PackedTensor, Values } from '../../src/tensor/tensor.js';
import { isRun } from '../../src/trial/trial.js';
import { cell, output } from '../compare/results.js';
import { folderOf } from '../discover/repository.js';
import { runtime } from '../plan/facts.js';
import { caseOf, floats, planOf, poolOfValues, ranOf, trialOf } from '../trial/trial-of-values.js';

const GOLDEN = { name: 'golden' };
const drifting = (name: string, form = 'a.onnx') =>
  cell({ state: 'drift', outputs: [output({ case: name, form, verdict: 'drift' }), output({ case: 'golden' })] });

test('hops are looked into for what drifts on a golden case, and not for what a probe alone shows', () => {
  expect(driftsOn([GOLDEN], drifting('golden'))).toBe(true);
  expect(driftsOn([GOLDEN], drifting('batch of 3'))).toBe(false);
});

test('each form for itself', () => {
  expect(driftsOn([GOLDEN], drifting('golden', 'b.tflite'), 'b.tflite')).toBe(true);
  expect(driftsOn([GOLDEN], drifting('golden', 'b.tflite'), 'a.onnx')).toBe(false);
});

test('a noise floor that the cell was not judged by does not let its hops pass', async () => {
  const rows = (...values: number[]): Values => ({ y: { ...floats(...values), shape: [2, 2] } });
  const [right, wrong] = [rows(1, 2, 3, 4), rows(2, 2, 3, 4)];
  const plan = planOf(['a']);
  const noise = { one: { y: { sigma: 2, unit: 2 ** -24 } } };
  const trial = trialOf([caseOf('one')], ranOf({ one: right }), { a: ranOf({ one: wrong }) }, { plan, noise });
  const judged = await judgeModel(trial);
  expect(judged.cells.map(({ cell: { state } }) => state)).toEqual(['drift']);
  const { pool } = poolOfValues(() => wrong);
  const ready = [referenceColumn(runtime('other', { homeOf: ['onnx'] }))];
  const { cells } = await findHops(judged, trial, { pool, ready, folder: '/nowhere' });
  expect(cells.flatMap(({ cell: { hops } }) => (hops ?? []).map(({ state }) => state))).toEqual(['drift']);
});

test.each([
  ['Conv', ['own', 'other']],
  ['Relu', ['other']],
])('options that change only Conv are tried without where a graph of %s has it', async (opType, tried) => {
  const option = { type: 'string', default: 'fast', description: 'how', operators: ['Conv'] } as const;
  const own = runtime('own', { options: { mode: option }, referenceOptions: { mode: 'plain' } });
  const plan = planOf([{ ...referenceColumn(own), id: 'a', options: { mode: 'fast' } }]);
  const trial = trialOf(
    [caseOf('one')],
    ranOf({ one: { y: floats(1, 2) } }),
    { a: ranOf({ one: { y: floats(1, 3) } }) },
    { plan },
  );
  const inputs: [string, PackedTensor][] = [
    ['x', floats(1, 2)],
    ...(opType === 'Conv' ? [['w', floats(1)] as [string, PackedTensor]] : []),
  ];
  const { bytes } = oneOperator({ opType, inputs, outputs: { y: 'float32' } });
  const absolute = join(folderOf({ 'net.onnx': bytes }), 'net.onnx');
  const cells = trial.cells.map((one) =>
    isRun(one) ? { ...one, forms: one.forms.map((form) => ({ ...form, form: { ...form.form, absolute } })) } : one,
  );
  const { pool } = poolOfValues(() => ({ y: floats(1, 3) }));
  const ready = [referenceColumn(runtime('other', { homeOf: ['onnx'] }))];
  const judged = await findHops(await judgeModel(trial), { ...trial, cells }, { pool, ready, folder: '/nowhere' });
  const hops = judged.cells.flatMap(({ cell: { hops = [] } }) => hops.map((hop) => hop.runtime));
  expect(hops.toSorted()).toEqual([...tried].sort());
});

test('of several options, the one about single operators that makes the column pass alone stands for all', async () => {
  const choice = { type: 'string', description: 'how', default: 'fast' } as const;
  const own = runtime('own', {
    homeOf: ['onnx'],
    options: { optimization: choice, rounding: { ...choice, operators: ['MatMul'] } },
    referenceOptions: { optimization: 'plain', rounding: 'plain' },
  });
  const fast = { optimization: 'fast', rounding: 'fast' };
  const plan = planOf([{ ...referenceColumn(own), id: 'a', options: fast }]);
  const right = { y: floats(1, 2) };
  const trial = trialOf([caseOf('one')], ranOf({ one: right }), { a: ranOf({ one: { y: floats(1, 3) } }) }, { plan });
  const { pool } = poolOfValues(({ column }) => (column.options.rounding === 'plain' ? right : { y: floats(1, 3) }));
  const judged = await findHops(await judgeModel(trial), trial, { pool, ready: [], folder: '/nowhere' });
  const hops = judged.cells.flatMap(({ cell: { hops = [] } }) =>
    hops.map(({ state, options }) => ({ state, options })),
  );
  expect(hops).toEqual([{ state: 'pass', options: { optimization: 'fast', rounding: 'plain' } }]);
});
