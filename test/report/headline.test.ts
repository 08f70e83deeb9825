import { expect, test } from 'vitest';
import { headlineOf } from '../../src/report/headline.js';
import type { Results } from '../../src/results/schema.js';
import type { CellState } from '../../src/types.js';
import { cellOf, resultsOf } from './results-builder.js';

const cells = (...states: CellState[]) => states.map((state, index) => cellOf(`m${index}`, 'r', { state }));

test.each<[Results['verdict'], CellState[], string]>([
  ['pass', [], '✅ no model to check'],
  ['pass', ['pass'], '✅ the only cell passes'],
  ['pass', ['pass', 'pass'], '✅ both cells pass'],
  ['pass', ['pass', 'pass', 'pass'], '✅ all 3 cells pass'],
  [
    'pass',
    ['pass', 'approved', 'unsupported', 'not-run'],
    '✅ 1 of 4 cells passes, 1 approved, 1 unsupported, 1 not run',
  ],
  ['pass', ['pass', 'drift'], '⚠ 1 of 2 cells fails, but the settings allow that'],
  ['fail', ['drift', 'run-failed', 'pass'], '❌ 2 of 3 cells fail'],
  ['fail', ['convert-failed'], '❌ 1 of 1 cell fails'],
  ['fail', [], '❌ nothing was compared'],
  ['fail', ['unsupported'], '❌ no cell fails, but nothing was compared for 1 model and 1 runtime'],
  ['error', ['error', 'pass'], '🔥 1 of 2 cells could not be judged'],
  ['error', ['error', 'drift'], '🔥 1 of 2 cells could not be judged, 1 more fails'],
  ['error', ['pass'], '🔥 nothing was compared'],
  ['error', ['error', 'drift', 'run-failed'], '🔥 1 of 3 cells could not be judged, 2 more fail'],
  ['pass', ['unsupported'], '✅ 0 of 1 cell passes, 1 unsupported'],
])('%s with %j', (verdict, states, line) => {
  const { symbol, text } = headlineOf(resultsOf({ verdict, cells: cells(...states) }));
  expect(`${symbol} ${text}`).toBe(line);
});
