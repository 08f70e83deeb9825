import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/diagnose.js';
import type { DiagnosisContext } from '../../src/diagnose/rule.js';
import { cell, output } from '../compare/results.js';

const context: DiagnosisContext = {
  runtime: {
    ...{ id: 'openvino', adapter: 'openvino', title: 'OpenVINO', version: '1', options: {} },
    precision: { declared: 'f32', effective: null },
  },
  ...{ isa: [], evidence: [], reference: null, disagreements: [] },
  siblings: [cell({ runtime: 'litert', state: 'pass', outputs: [] })],
};
const diagnosed = (max: number) => {
  const tolerance = { rule: 'quantised' as const, quantised: { steps: 1, max, scale: 1 } };
  const drift = output({
    name: 'y',
    dtype: 'int8',
    verdict: 'drift',
    noiseRatio: null,
    reason: '9 of 64 differ',
    tolerance,
  });
  return diagnose(cell({ state: 'drift', outputs: [drift] }), context);
};

test('a few quantisation steps accuse no side, and the number that would pass is offered', () => {
  expect(diagnosed(5)).toMatchObject({
    id: 'a-few-steps',
    finding:
      'detector on openvino is off by 5 quantisation steps at most, where 1 is allowed: which side is right is not known.',
    evidence: expect.stringContaining('The model passes on litert.'),
    fix: expect.stringMatching(
      /^If 5 steps are good enough, allow them, with `tolerance: \{ quantised: 5 \}` for `y`\./,
    ),
  });
});

test('many are a fault', () => {
  expect(diagnosed(92)?.id).not.toBe('a-few-steps');
});
