import { expect, test } from 'vitest';
import { findSuspects } from '../../src/locate/find-suspects.js';
import { referenceColumn } from '../../src/plan/column.js';
import type { ResultOutput } from '../../src/results/schema.js';
import { cell, output } from '../compare/results.js';
import { runtime } from '../plan/facts.js';
import { caseOf, cellsOf, floats, ranOf, trialOf } from '../trial/trial-of-values.js';

const HOME = referenceColumn(runtime('home', { homeOf: ['onnx'] }));
const CASES = [caseOf('one'), caseOf('two'), caseOf('third', {}, { feedback: { after: 'two', state: { h: 'h' } } })];
const RAN = ranOf({ one: { y: floats(1) } });

function suspects(outputs: readonly Partial<ResultOutput>[]) {
  const trial = trialOf(CASES, RAN, { own: RAN });
  const [tried] = cellsOf(trial);
  if (tried === undefined) throw new Error('it ran');
  const [form] = tried.forms;
  const drifts = outputs.map((one) => output({ verdict: 'drift', form: form?.form.path ?? '', ...one }));
  return findSuspects(cell({ state: 'drift', outputs: drifts }), tried, trial, HOME);
}

test('the case that is farthest off is searched, in the ONNX that the column ran', () => {
  const found = suspects([
    { case: 'one', noiseRatio: 9 },
    { case: 'two', noiseRatio: 90 },
  ]);
  expect(found).toMatchObject({ ratio: 90, suspects: [{ step: 0, against: null, case: { name: 'two' }, steps: [] }] });
});

test('what is no number is farther off than any', () => {
  expect(
    suspects([
      { case: 'one', noiseRatio: null },
      { case: 'two', noiseRatio: 90 },
    ]),
  ).toMatchObject({ ratio: Number.POSITIVE_INFINITY, suspects: [{ case: { name: 'one' } }] });
});

test('a case that continues another one is searched only if there is no other, which cannot be', () => {
  expect(
    suspects([
      { case: 'third', noiseRatio: 900 },
      { case: 'one', noiseRatio: 9 },
    ]),
  ).toMatchObject({ suspects: [{ case: { name: 'one' } }] });
  expect(suspects([{ case: 'third', noiseRatio: 900 }])).toEqual({
    why: 'the case that drifts continues another one, whose state the search cannot feed',
  });
});

test.each<Partial<ResultOutput>>([{ case: 'batch of 3' }, { case: 'one', onlyIn: 'reference' }])(
  'nothing is searched for %o',
  (drift) => {
    expect(suspects([drift])).toHaveProperty('why');
  },
);
