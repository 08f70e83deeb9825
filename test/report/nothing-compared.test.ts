import { expect, test } from 'vitest';
import { viewOf } from '../../src/report/view.js';
import type { ResultCell } from '../../src/results/schema.js';
import { cellOf, modelOf, passing, resultsOf, runtimeOf } from './results-builder.js';

function findings(cells: readonly ResultCell[]) {
  const results = resultsOf({
    verdict: 'fail',
    models: [...new Set(cells.map(({ model }) => model))].map((id) => modelOf(id)),
    runtimes: [...new Set(cells.map(({ runtime }) => runtime))].map((id) => runtimeOf(id, id, '1')),
    cells: [...cells],
  });
  return viewOf(results).findings;
}

const unsupported = (model: string, runtime: string, what: string, next?: string) =>
  cellOf(model, runtime, { state: 'unsupported', fault: next === undefined ? { what } : { what, next } });

test('a column on which nothing runs is one finding, with the reasons of its cells', () => {
  const [column, ...others] = findings([
    passing('m', 'good', 1),
    unsupported('m', 'bad', 'no operator `GridSample`'),
    passing('n', 'good', 1),
    unsupported('n', 'bad', 'input x has type string'),
  ]);
  expect(others).toEqual([]);
  expect(column).toMatchObject({
    symbol: '⚪',
    models: ['m', 'n'],
    runtimes: ['bad'],
    finding: 'nothing was compared in the whole column, so the result is unknown.',
    evidence: 'Unsupported: no operator `GridSample` (m); unsupported: input x has type string (n).',
    fix: expect.stringContaining('Remove the column from `runtimes:`'),
  });
});

test('columns with equal reasons share a finding, and equal reasons are said once', () => {
  const all = findings([
    passing('m', 'good', 1),
    ...['x', 'y'].map((runtime) => unsupported('m', runtime, 'reads tflite only', 'commit a .tflite')),
  ]);
  expect(all.map(({ runtimes, finding, evidence, fix }) => [runtimes, finding, evidence, fix.slice(0, 18)])).toEqual([
    [
      ['x', 'y'],
      'nothing was compared in all 2 columns, so the result is unknown.',
      'Unsupported: reads tflite only.',
      'Commit a .tflite. ',
    ],
  ]);
});

test('a model that no runtime runs', () => {
  const [row, ...others] = findings([
    passing('m', 'a', 1),
    passing('m', 'b', 1),
    unsupported('n', 'a', 'no operator'),
    cellOf('n', 'b', { state: 'not-run', reason: 'filtered' }),
  ]);
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    models: ['n'],
    runtimes: ['a', 'b'],
    evidence: 'Unsupported: no operator (a); not run: filtered (b).',
    fix: expect.stringContaining('Add a runtime that supports it'),
  });
});

test.each([
  [1, 3, 'row'],
  [3, 1, 'column'],
  [1, 1, 'row'],
])('of %d models and %d runtimes that compared nothing the fewer speak', (models, runtimes, word) => {
  const cells = Array.from({ length: models }, (_, m) =>
    Array.from({ length: runtimes }, (_, r) => unsupported(`m${m}`, `r${r}`, 'no operator')),
  ).flat();
  const all = findings(cells);
  expect(all.map(({ finding }) => finding)).toEqual([
    `nothing was compared in the whole ${word}, so the result is unknown.`,
  ]);
  expect(all[0]?.models).toHaveLength(models);
  expect(all[0]?.runtimes).toHaveLength(runtimes);
});

test('many reasons are cut, and what is missing is counted', () => {
  const cells = Array.from({ length: 5 }, (_, index) => unsupported(`m${index}`, 'bad', `no operator ${index}`));
  const evidence = findings([...cells, ...cells.map(({ model }) => passing(model, 'good', 1))])[0]?.evidence;
  expect(evidence).toBe(
    'Unsupported: no operator 0 (m0); unsupported: no operator 1 (m1); unsupported: no operator 2 (m2); 2 more reasons.',
  );
});

test('a line with a failure speaks by that, one with an approved cell is no finding', () => {
  const failing = findings([cellOf('m', 'a', { state: 'run-failed', reason: 'bad' }), unsupported('m', 'b', 'no')]);
  expect(failing.map(({ models, runtimes }) => [models, runtimes])).toEqual([
    [['m'], ['a']],
    [['m'], ['b']],
  ]);
  expect(findings([passing('m', 'a', 1), cellOf('n', 'a', { state: 'approved' }), passing('m', 'b', 1)])).toEqual([]);
});

test('a document without cells that is no pass says so', () => {
  expect(findings([])).toMatchObject([
    { models: [], runtimes: [], fix: expect.stringContaining('model-portability-gate@0.1.0 plan') },
  ]);
});
