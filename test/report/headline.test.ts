import { expect, test } from 'vitest';
import { headlineOf, verdictLine } from '../../src/report/headline.js';
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
  ['pass', ['pass', 'drift'], '⚠ 1 model drifts (1 of 2 cells), but the settings allow that'],
  ['fail', ['drift', 'run-failed', 'pass'], '❌ 1 model drifts, 1 fails to run (2 of 3 cells)'],
  ['fail', ['convert-failed'], '❌ 1 model cannot be converted (1 of 1 cell)'],
  ['fail', [], '❌ nothing was compared'],
  ['fail', ['unsupported'], '❌ no cell fails, but nothing was compared for 1 model and 1 runtime'],
  ['error', ['error', 'pass'], '🔥 1 model could not be judged (1 of 2 cells)'],
  ['error', ['error', 'drift'], '🔥 1 model could not be judged, 1 drifts (2 of 2 cells)'],
  ['error', ['pass'], '🔥 nothing was compared'],
  [
    'error',
    ['error', 'drift', 'run-failed'],
    '🔥 1 model could not be judged, 1 drifts, 1 fails to run (3 of 3 cells)',
  ],
  ['pass', ['unsupported'], '✅ 0 of 1 cell passes, 1 unsupported'],
])('%s with %j', (verdict, states, line) => {
  const { symbol, text } = headlineOf(resultsOf({ verdict, cells: cells(...states) }));
  expect(`${symbol} ${text}`).toBe(line);
});

test.each([
  [['pass'], 'the only cell passes, unchanged and not run again'],
  [['pass', 'pass', 'pass'], 'all 3 cells pass, unchanged and not run again'],
] as const)('recorded: %j', (states, text) => {
  const recorded = states.map((_, index) =>
    cellOf(`m${index}`, 'r', {
      state: 'not-run',
      recorded: 'cache',
      lastKnown: { state: 'pass', noiseRatio: 1 },
    }),
  );
  expect(headlineOf(resultsOf({ verdict: 'pass', cells: recorded })).text).toBe(text);
});

test('beside what fails, passes that were not run again are passes', () => {
  const lastKnown = { state: 'pass', noiseRatio: 1 } as const;
  const all = [
    ...cells('drift', 'pass', 'unsupported', 'not-run'),
    ...['x', 'y'].map((model) => cellOf(model, 'r', { state: 'not-run', recorded: 'cache', lastKnown })),
  ];
  expect(headlineOf(resultsOf({ verdict: 'fail', cells: all })).others).toBe(
    '1 pass, 2 pass unchanged, 1 unsupported, 1 not run',
  );
});

test('a model is counted once, by its worst cell, and a failure by how it failed', () => {
  const failed = (model: string, kind: 'crashed' | 'timed-out') =>
    cellOf(model, 'r', { state: 'run-failed', failure: { kind, doing: 'running' } });
  const all = [
    ...['a', 'b', 'c', 'd'].map((model) => cellOf(model, 'q', { state: 'drift' })),
    ...['c', 'd', 'e', 'f'].map((model) => failed(model, 'crashed')),
    failed('g', 'timed-out'),
  ];
  expect(headlineOf(resultsOf({ verdict: 'fail', cells: all })).text).toBe(
    '4 models drift, 2 crash, 1 times out (4 of 9 cells drift, 4 crash, 1 times out)',
  );
});

test('cells that fail in another way than their model are not counted with it', () => {
  const drifts = ['a', 'b', 'c'].map((runtime) => cellOf('m', runtime, { state: 'drift' }));
  const fails = cellOf('m', 'd', { state: 'run-failed' });
  const text = (...all: Results['cells']) => headlineOf(resultsOf({ verdict: 'fail', cells: all })).text;
  expect(text(...drifts, fails)).toBe('1 model drifts (3 of 4 cells drift, 1 fails to run)');
  expect(text(...drifts.slice(0, 1), fails)).toBe('1 model drifts (1 of 2 cells drifts, 1 fails to run)');
  expect(text(...drifts, cellOf('n', 'd', { state: 'run-failed' }))).toBe(
    '1 model drifts, 1 fails to run (4 of 4 cells)',
  );
});

test('a part of the matrix says so, and a run that stopped says that', () => {
  const run = { config: null, baseline: 'portability.lock.json', models: ['det*'], runtimes: ['a', 'b', 'c', 'd'] };
  expect(headlineOf(resultsOf({ run, cells: cells('pass') })).part).toBe(
    'only models det* on runtimes a, b, c and 1 more',
  );
  expect(headlineOf(resultsOf({ cells: cells('pass') })).part).toBe('');
  const stopped = headlineOf(resultsOf({ verdict: 'error', stopped: { what: 'no model found' } }));
  expect(stopped).toMatchObject({ symbol: '🔥', text: 'the run stopped, so there is no result' });
  const known = { verdict: 'error', stopped: { what: 'interrupted' }, cells: cells('pass', 'not-run') } as const;
  expect(verdictLine(resultsOf(known)).text).toBe(
    'the run stopped, so there is no verdict (1 of 2 cells was judged, and it does not fail)',
  );
  const judged = (...states: CellState[]) => verdictLine(resultsOf({ ...known, cells: cells(...states) })).text;
  expect(judged('pass', 'pass', 'not-run')).toMatch(/\(2 of 3 cells were judged, and none of them fails\)$/);
  expect(judged('drift', 'pass', 'not-run')).toBe('1 model drifts, and the run stopped (2 of 3 cells were judged)');
  expect(judged('not-run')).toMatch(/no result \(0 of 1 cell was judged\)$/);
  expect(judged('not-run', 'not-run')).toMatch(/\(0 of 2 cells were judged\)$/);
});

test.each([
  [{ config: null }, ''],
  [{ config: '.github/portability.yml' }, ''],
  [{ config: 'ci/mobile.yml' }, 'ci/mobile.yml'],
  [{ config: null, folder: 'services/eyes' }, 'services/eyes'],
  [{ config: 'mobile.yml', folder: 'eyes', models: ['net'] }, 'eyes/mobile.yml, only models net'],
])('of several configurations, each says which it is: %j', (run, part) => {
  const results = resultsOf({ cells: cells('pass'), run: { baseline: 'portability.lock.json', ...run } });
  expect(headlineOf(results).part).toBe(part);
});
