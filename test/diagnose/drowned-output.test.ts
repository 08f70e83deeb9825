import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/diagnose.js';
import type { ResultCell, ResultOutput, ResultRuntime } from '../../src/results/schema.js';
import { cell, output } from '../compare/results.js';

const RUNTIME: ResultRuntime = {
  id: 'node',
  adapter: 'onnxruntime-node',
  title: 'ONNX Runtime (Node.js)',
  version: '1',
  options: {},
  precision: { declared: 'f32', effective: null },
};
const tolerance = { rule: 'auto', rmse: 1e-11, maxAbs: 1e-10, rounding: 1e-8, warning: 'judged otherwise' } as const;
const drift = (more: Partial<ResultOutput>) =>
  output({ verdict: 'drift', noiseRatio: null, rmse: 9e-9, tolerance, ...more });

function diagnosed(outputs: ResultOutput[], more: Partial<ResultCell> = {}) {
  const context = { runtime: RUNTIME, isa: [], evidence: [], siblings: [], reference: null, disagreements: [] };
  return diagnose(cell({ runtime: 'node', state: 'drift', outputs, ...more }), context);
}

const optimizers = { option: 'disabled-optimizers', names: ['ConvAddFusion'] };

test('what is off by no more than rounding, in an output that varies by no more, accuses nothing', () => {
  expect(diagnosed([drift({})], { optimizers })).toMatchObject({
    id: 'drowned-output',
    finding: expect.stringContaining('cannot be judged on these inputs'),
    evidence: 'In case c the RMSE is 9e-9, and the noise floor 1e-8.',
  });
});

test('where another column passes, it has a cause', () => {
  const context = { runtime: RUNTIME, isa: [], evidence: [], reference: null, disagreements: [] };
  const drifting = cell({ runtime: 'node', state: 'drift', outputs: [drift({})], optimizers });
  const siblings = [cell({ runtime: 'other', state: 'pass' })];
  expect(diagnose(drifting, { ...context, siblings })?.id).toBe('optimizer-drifts');
});

test.each<[string, ResultOutput[]]>([
  ['is off by more than rounding', [drift({ rmse: 1e-6 })]],
  ['has a noise floor that is a tolerance', [drift({ tolerance: { rule: 'auto', rmse: 1, maxAbs: 1 } })]],
  ['is one of several', [drift({}), drift({ name: 'other', rmse: 1e-6 })]],
])('an output that %s has a cause', (_, outputs) => {
  expect(diagnosed(outputs, { optimizers })?.id).toBe('optimizer-drifts');
});
