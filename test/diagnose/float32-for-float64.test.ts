import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/diagnose.js';
import type { ResultOutput } from '../../src/results/schema.js';
import { cell, output } from '../compare/results.js';

const found = (effective: string | null, drift: Partial<ResultOutput>) =>
  diagnose(cell({ state: 'drift', outputs: [output({ verdict: 'drift', noiseRatio: 1e8, ...drift })] }), {
    runtime: {
      ...{ id: 'openvino', adapter: 'openvino', title: 'OpenVINO', version: '1', options: {} },
      precision: { declared: 'f32', effective },
    },
    ...{ isa: [], evidence: [], siblings: [], reference: null, disagreements: [] },
  });

test('a runtime that reports float32 for a model in float64', () => {
  expect(found('f32', { dtype: 'float64' })).toMatchObject({
    id: 'float32-for-float64',
    finding: 'detector on openvino computes in float32 what the model has in float64.',
    fix: expect.stringContaining('`precision: f32`'),
  });
});

test('float32 is not to be declared again', () => {
  const allowed = { dtype: 'float64', tolerance: { rule: 'auto', rmse: 1, maxAbs: 8, multiple: 4e9 } } as const;
  expect(found('f32', allowed)?.fix).toMatch(/^Deploy the model on a runtime that computes in float64, or subtract/);
});

test('not of outputs in float32, and not where the runtime says nothing', () => {
  expect(found('f32', { dtype: 'float32' })?.id).not.toBe('float32-for-float64');
  expect(found(null, { dtype: 'float64' })?.id).not.toBe('float32-for-float64');
});

test.each([
  [1.6e-7, 'float32-for-float64'],
  [1e-3, 'unexplained'],
])('without a noise floor, off by %d of 1.05', (maxAbs, id) => {
  const worst = { index: [2, 3], reference: -1.05, candidate: -1.05 + maxAbs };
  const off = { dtype: 'float64', noiseRatio: null, maxAbs, worst } as const;
  const rule = found('f32', { ...off, tolerance: { rule: 'uncalibrated', atol: 1e-7, rtol: 1e-7 } });
  expect(rule?.id === 'float32-for-float64').toBe(id === 'float32-for-float64');
});
