import { expect, test } from 'vitest';
import { badgeJson } from '../../src/report/badge.js';
import type { Results } from '../../src/results/schema.js';
import { everyState } from './every-state.js';
import { cellOf, passing, resultsOf } from './results-builder.js';

const drift = cellOf('m', 'b', { state: 'drift', outputs: [] });

test.each<[string, Results, Record<string, unknown>]>([
  ['pass', resultsOf({ verdict: 'pass', cells: [passing('m', 'a', 1)] }), { message: 'passing', color: 'brightgreen' }],
  [
    'fail',
    resultsOf({ verdict: 'fail', cells: [passing('m', 'a', 1), drift] }),
    { message: '1 of 2 failing', color: 'red' },
  ],
  ['nothing compared', resultsOf({ verdict: 'fail', cells: [] }), { message: 'failing', color: 'red' }],
  ['error', resultsOf({ verdict: 'error', cells: [] }), { message: 'error', color: 'lightgrey', isError: true }],
])('%s', (_, results, words) => {
  expect(JSON.parse(badgeJson(results))).toEqual({ schemaVersion: 1, label: 'portability', ...words });
});

test('only keys of the endpoint of shields.io, whose label and message must not be empty', () => {
  const badge = JSON.parse(badgeJson(everyState()));
  const keys = ['schemaVersion', 'label', 'message', 'color', 'labelColor', 'isError', 'namedLogo', 'logoSvg', 'style'];
  expect(keys).toEqual(expect.arrayContaining(Object.keys(badge)));
  expect(badge.message).not.toBe('');
});
