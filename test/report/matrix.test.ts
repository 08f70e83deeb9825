import { expect, test } from 'vitest';
import { matrixOf } from '../../src/report/matrix.js';
import { outcomeText } from '../../src/report/outcome.js';
import { viewOf } from '../../src/report/view.js';
import type { Results } from '../../src/results/schema.js';
import { everyState } from './every-state.js';
import { fiveByFive } from './five-by-five.js';
import { cellOf, modelOf, passing, resultsOf, runtimeOf } from './results-builder.js';

const texts = (results: Results) =>
  matrixOf(viewOf(results), true).map(({ models, cells }) => [models.join(', '), ...cells.map(outcomeText)]);

test('failures first, models that pass in one row with their worst ratio', () => {
  expect(texts(fiveByFive())).toEqual([
    ['detector', '❌ drift 12,700×', '✅ pass 1.4×', '✅ pass 0.9×', '✅ pass 0.9×', '⚪ unsupported'],
    ['vad', '✅ pass 0.7×', '💥 crashed', '✅ pass 0.3×', '✅ pass 0.4×', '✅ pass 1.1×'],
    ['magika, ocr, pitch', '✅ pass ≤ 2.3×', '✅ pass ≤ 1.8×', '✅ pass ≤ 1.0×', '✅ pass ≤ 1.1×', '✅ pass ≤ 1.2×'],
  ]);
});

test('each state has its symbol and its word, worst first', () => {
  expect(texts(everyState())).toEqual([
    ['absent', '🔥 did not start', '⏸ no result'],
    ['error', '🔥 error', '⏸ no result'],
    ['labels', '❌ drift 3 of 1,200', '⏸ no result'],
    ['nan', '❌ drift NaN', '⏸ no result'],
    ['crash', '💥 crashed', '⏸ no result'],
    ['failure', '💥 failed', '⏸ no result'],
    ['memory', '💥 out of memory', '⏸ no result'],
    ['timeout', '💥 timed out', '⏸ no result'],
    ['conversion', '🔧 conversion failed', '⏸ no result'],
    ['approved', '🟡 approved 412×', '⏸ no result'],
    ['unsupported', '⚪ unsupported', '⏸ no result'],
    ['not-run', '⏸ not run (last pass 0.9×)', '⏸ no result'],
    ['pass, strings', '✅ pass ≤ 0.7×', '✅ pass ≤ 9,800×'],
  ]);
});

test('models without a failure that fare alike share a row, others do not', () => {
  const runtimes = [runtimeOf('a', 'A', '1'), runtimeOf('b', 'B', '1')];
  const unsupported = { state: 'unsupported', reason: 'no operator' } as const;
  const results = resultsOf({
    runtimes,
    models: ['m', 'n', 'o'].map((id) => modelOf(id)),
    cells: [
      passing('m', 'a', 1),
      cellOf('m', 'b', unsupported),
      passing('n', 'a', 1),
      passing('n', 'b', 1),
      passing('o', 'a', 2),
      cellOf('o', 'b', unsupported),
    ],
  });
  expect(texts(results)).toEqual([
    ['m, o', '✅ pass ≤ 2.0×', '⚪ unsupported'],
    ['n', '✅ pass 1.0×', '✅ pass 1.0×'],
  ]);
});

test('a page has a row for each model', () => {
  expect(matrixOf(viewOf(fiveByFive()), false).map(({ models }) => models)).toEqual([
    ['detector'],
    ['vad'],
    ['magika'],
    ['ocr'],
    ['pitch'],
  ]);
});
