import { expect, test } from 'vitest';
import { measureOf } from '../../src/report/html-script.js';

/** As it is in the page. */
const measure = new Function(`${measureOf}; return measureOf;`)() as (words: string) => number | null;

test.each<[string, number | null]>([
  ['✅ pass 0.6×', 0.6],
  ['❌ drift 36,900× 1', 36_900],
  ['❌ drift 1.6e7×', 1.6e7],
  ['❌ drift ∞× 2', Number.POSITIVE_INFINITY],
  ['❌ drift NaN 2', Number.POSITIVE_INFINITY],
  ['0.4× → 36,900× new', 36_900],
  ['⏸ not run (last pass 0.7×)', 0.7],
  ['auto (8×)', 8],
  ['1.9e-3', 1.9e-3],
  ['24.0', 24],
  ['0', 0],
  ['900 kB', 9e5],
  ['1.2 MB', 1.2e6],
  ['800 ms', 0.8],
  ['2 min 5 s', 125],
  ['12%', 12],
  ['💥 crashed 5', null],
  ['1.10.0', null],
  ['models/model-40.onnx', null],
  ['1 of 12 cases of output0', null],
  ['5 constructor', null],
  ['–', null],
  ['', null],
])('%j is ordered as %s', (words, expected) => {
  expect(measure(words)).toBe(expected);
});
