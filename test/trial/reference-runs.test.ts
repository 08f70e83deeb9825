import { expect, test } from 'vitest';
import { referenceColumn } from '../../src/plan/column.js';
import { type ReferenceRequest, referenceRuns, runReference } from '../../src/trial/reference-runs.js';
import { runtime } from '../plan/facts.js';
import { type Answer, caseOf, floats, poolOfValues } from './trial-of-values.js';

const answer: Answer = (_, { x }) => ({ y: x ?? floats(0) });
const request = (more: Partial<ReferenceRequest> = {}): ReferenceRequest => ({
  title: 'net: reference on home',
  column: referenceColumn(runtime('home')),
  model: { path: '/net.onnx', files: [], key: 'net', code: [] },
  format: 'onnx',
  cases: [caseOf('one')],
  folder: '/trial',
  ...more,
});

test('the reference of one state of the repository runs once, in a folder that stays', async () => {
  const { pool, asked } = poolOfValues(answer);
  const references = referenceRuns('/kept');
  const first = await runReference({ pool, references }, request());
  const second = await runReference({ pool, references }, request({ folder: '/other' }));
  expect(second).toBe(first);
  expect(asked.map(({ folder }) => folder)).toEqual(['/kept/0']);
});

test.each<[string, Partial<ReferenceRequest>]>([
  ['other inputs', { title: 'net: reference on home, small inputs' }],
  ['another release of its runtime', { column: { ...referenceColumn(runtime('home')), version: '2.0' } }],
  ['another runtime', { column: referenceColumn(runtime('other')) }],
  ['another file', { model: { path: '/net.onnx', files: [], key: 'changed', code: [] } }],
  ['other cases', { cases: [caseOf('one'), caseOf('two')] }],
])('it runs again for %s', async (_, more) => {
  const { pool, asked } = poolOfValues(answer);
  const references = referenceRuns('/kept');
  await runReference({ pool, references }, request());
  await runReference({ pool, references }, request(more));
  expect(asked).toHaveLength(2);
});

test('a run that failed is tried again', async () => {
  const { pool, asked } = poolOfValues(() => ({ kind: 'failed', type: 'Error', message: 'no' }));
  const references = referenceRuns('/kept');
  await runReference({ pool, references }, request());
  await runReference({ pool, references }, request());
  expect(asked).toHaveLength(2);
});

test('without any to remember, it runs where it is asked to', async () => {
  const { pool, asked } = poolOfValues(answer);
  await runReference({ pool }, request());
  expect(asked.map(({ folder }) => folder)).toEqual(['/trial']);
});
