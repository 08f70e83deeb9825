import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/diagnose.js';
import type { DiagnosisContext } from '../../src/diagnose/rule.js';
import type { ResultCell } from '../../src/results/schema.js';
import { cell, output } from '../compare/results.js';

const RUNTIME = {
  ...{ id: 'tract', adapter: 'tract', title: 'tract', version: '1', options: {} },
  precision: { declared: 'f32', effective: null },
} as const;
const found = (one: ResultCell, batchStatistics: number) => {
  const context: DiagnosisContext = {
    ...{ runtime: RUNTIME, isa: [], evidence: [], siblings: [], reference: null, disagreements: [] },
    batchStatistics,
  };
  return diagnose(one, context);
};

test('a drift', () => {
  expect(found(cell({ state: 'drift', outputs: [output({ verdict: 'drift' })] }), 2)).toEqual({
    id: 'training-mode',
    finding: 'detector on openvino drifts most likely because the model was exported in training mode.',
    evidence:
      '2 BatchNormalizations in it normalise by the statistics of the batch at hand, as in training, which few runtimes compute.',
    fix: 'Export the model in evaluation mode: in PyTorch, call `model.eval()` first.',
  });
});

test('a runtime that does not take it says so in its own words', () => {
  const reason = 'failed while loading the model: Op says 1, node says 3';
  const refused = cell({ state: 'run-failed', reason, failure: { kind: 'failed', doing: 'loading the model' } });
  expect(found(refused, 1)).toMatchObject({
    finding: 'detector on openvino fails most likely because the model was exported in training mode.',
    evidence: expect.stringMatching(/^1 BatchNormalization in it normalises by .* It failed while loading the model/),
  });
});

test('not without such a node, and not of a crash', () => {
  const drifting = cell({ state: 'drift', outputs: [output({ verdict: 'drift' })] });
  expect(found(drifting, 0)?.id).not.toBe('training-mode');
  const crashed = cell({ state: 'run-failed', failure: { kind: 'crashed', doing: 'running case one' } });
  expect(found(crashed, 1)?.id).not.toBe('training-mode');
});
