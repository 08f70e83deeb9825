import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/diagnose.js';
import type { DiagnosisContext } from '../../src/diagnose/rule.js';
import { DOCUMENTATION } from '../../src/published.js';
import { cell, output } from '../compare/results.js';

const context: DiagnosisContext = {
  runtime: {
    ...{ id: 'tract', adapter: 'tract', title: 'tract', version: '1', options: {} },
    precision: { declared: 'f32', effective: null },
  },
  ...{ isa: [], evidence: [], siblings: [], reference: null, disagreements: [] },
};
const labels = output({ name: 'labels', dtype: 'int64', verdict: 'drift', reason: '1 of 8 elements differ' });
const scores = output({ name: 'scores', verdict: 'drift' });
const diagnosed = (outputs: (typeof labels)[], undecided?: string[]) =>
  diagnose(cell({ state: 'drift', outputs, ...(undecided !== undefined && { undecided }) }), context);

test('labels that rounding decides accuse no runtime', () => {
  expect(diagnosed([labels], ['labels'])).toMatchObject({
    id: 'decided-by-rounding',
    finding:
      'detector on openvino returns another `labels`, where rounding decides: the reference itself does so when its inputs and weights move by one unit in the last place.',
    evidence: expect.stringMatching(/1 of 8 elements differ\. No runtime can be held to that\./),
    fix: expect.stringContaining('tolerance: { index: { flips: 0.01 } }'),
  });
});

test('what holds for indices is not said of a mask', () => {
  expect(diagnosed([{ ...labels, dtype: 'bool' }], ['labels'])?.fix).toBe(
    `Make the numbers that are compared there an output of the model and gate these, or take golden inputs that are not on the edge (${DOCUMENTATION}/tolerances.md).`,
  );
});

test('not where something else drifts as well, nor where the reference keeps them', () => {
  expect(diagnosed([labels, scores], ['labels'])?.id).not.toBe('decided-by-rounding');
  expect(diagnosed([labels], [])?.id).not.toBe('decided-by-rounding');
  expect(diagnosed([labels])?.id).not.toBe('decided-by-rounding');
});

test('what a number on the edge decides is told with where it does, also of numbers that follow from it', () => {
  const undecidedAt = [{ type: 'GreaterOrEqual', name: 'mask', index: 4 }];
  const found = diagnose(cell({ state: 'drift', outputs: [scores], undecided: ['scores'], undecidedAt }), context);
  expect(found?.finding).toBe(
    'detector on openvino returns another `scores`, where rounding decides: where the two differ, the numbers that GreaterOrEqual `mask` reads are on the edge, within rounding.',
  );
});

test('a column that was not searched and is off by about as much as one that was is not accused either', () => {
  const of = (mismatched: number) => ({ ...labels, rmse: null, mismatched, total: 8 });
  const siblings = [cell({ runtime: 'tract', state: 'drift', outputs: [of(1)], undecided: ['labels'] })];
  const told = (mismatched: number) =>
    diagnose(cell({ state: 'drift', outputs: [of(mismatched)] }), { ...context, siblings });
  expect(told(2)?.finding).toMatch(
    /^detector on openvino returns another `labels`, where rounding most likely decides, as on tract: /,
  );
  expect(told(7)?.id).not.toBe('decided-by-rounding');
});

test('a mask as integers is no index', () => {
  const undecidedAt = [{ type: 'GreaterOrEqual', name: 'mask', index: 4 }];
  const found = diagnose(cell({ state: 'drift', outputs: [labels], undecided: ['labels'], undecidedAt }), context);
  expect(found?.fix).not.toContain('index');
});
