import { expect, test } from 'vitest';
import { measuresOf } from '../../src/baseline/measure.js';
import { outputAt } from './lock.js';

test('one measure an output, the worst over cases and forms, sorted, with three digits', () => {
  const outputs = [outputAt(1.23456, { name: 'z' }), outputAt(7), outputAt(12_345.6, { case: 'night' })];
  expect(measuresOf(outputs)).toEqual([
    { output: 'y', noiseRatio: 12_300 },
    { output: 'z', noiseRatio: 1.23 },
  ]);
});

test('the best measure there is: ratio, else RMSE, else the share of elements that differ', () => {
  const uncalibrated = outputAt(1, { noiseRatio: null, rmse: 0.0012345, tolerance: { rule: 'uncalibrated' } });
  expect(measuresOf([uncalibrated])).toEqual([{ output: 'y', rmse: 0.00123 }]);
  const labels = outputAt(1, { noiseRatio: null, rmse: null, mismatched: 3, total: 7, tolerance: { rule: 'exact' } });
  expect(measuresOf([labels])).toEqual([{ output: 'y', mismatched: 0.429 }]);
});

test('NaN is the worst ratio', () => {
  const outputs = [outputAt(1e9), outputAt(1, { noiseRatio: 'NaN' }), outputAt(1, { noiseRatio: 'Infinity' })];
  expect(measuresOf(outputs)).toEqual([{ output: 'y', noiseRatio: 'NaN' }]);
});

test('an empty output that passes has no measure; text that reads NaN is no NaN', () => {
  expect(measuresOf([outputAt(0, { total: 0, noiseRatio: null, rmse: null, worst: null })])).toEqual([{ output: 'y' }]);
  const text = { dtype: 'string', noiseRatio: null, rmse: null, mismatched: 1 };
  expect(measuresOf([outputAt(0, { ...text, worst: { index: [0], reference: 'NaN', candidate: 'no' } })])).toEqual([
    { output: 'y', mismatched: 0.5 },
  ]);
});
