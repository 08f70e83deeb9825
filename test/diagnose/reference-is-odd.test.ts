import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/diagnose.js';
import type { Disagreement } from '../../src/diagnose/find-disagreements.js';
import type { DiagnosisContext } from '../../src/diagnose/rule.js';
import { cell, output } from '../compare/results.js';

const ODD: Disagreement = {
  output: 'y',
  majority: ['openvino', 'onnxruntime-web'],
  among: 0.62,
  against: 240.4,
  minority: [],
};
const COMMITTED = { kind: 'committed', runtime: 'committed outputs', version: '' } as const;
const context = (more: Partial<DiagnosisContext> = {}): DiagnosisContext => ({
  runtime: {
    id: 'openvino',
    adapter: 'openvino',
    title: 'OpenVINO',
    version: '1',
    options: {},
    precision: { declared: 'f32', effective: null },
  },
  isa: [],
  evidence: [],
  siblings: [],
  reference: COMMITTED,
  disagreements: [ODD],
  ...more,
});
const red = (more = {}) => cell({ state: 'drift', outputs: [output({ verdict: 'drift', ...more })] });

test('a stale golden is told from a wrong runtime, with the majority and the distances', () => {
  expect(diagnose(red(), context())).toEqual({
    id: 'reference-is-odd',
    finding:
      'The reference of detector is an outlier: openvino and onnxruntime-web agree with each other (0.6×) but not with the committed outputs (240×): the golden looks stale or wrong.',
    evidence: 'Measured on output `y`, in units of the noise floor; no column agrees with the reference.',
    fix: 'Check what changed since the outputs were committed; if the model did, record them again: portability record detector --overwrite.',
  });
});

test('a reference that a runtime makes is named as that runtime, with those that side with it', () => {
  const reference = { kind: 'runtime', runtime: 'onnxruntime-node', version: '1' } as const;
  const diagnosis = diagnose(
    red(),
    context({ reference, disagreements: [{ ...ODD, minority: ['onnxruntime-node'] }] }),
  );
  expect(diagnosis?.finding).toMatch(/not with onnxruntime-node, which makes the reference \(240×\)\.$/);
  expect(diagnosis?.evidence).toContain('only onnxruntime-node agrees with the reference');
  expect(diagnosis?.fix).toContain('project of onnxruntime-node');
});

test('the plainest of several outputs speaks for all', () => {
  const outputs = ['y', 'z'].map((name) => output({ name, verdict: 'drift' }));
  const diagnosis = diagnose(
    cell({ state: 'drift', outputs }),
    context({ disagreements: [ODD, { ...ODD, output: 'z', against: 1.9e7 }] }),
  );
  expect(diagnosis?.evidence).toMatch(/^Measured on output `z` and 1 more,/);
  expect(diagnosis?.finding).toContain('(1.9e7×)');
});

test('a column outside the majority, and an output of another name, keep their own cause', () => {
  expect(diagnose({ ...red(), runtime: 'tract' }, context())).toBeUndefined();
  expect(diagnose(red({ name: 'other' }), context())).toBeUndefined();
});
