import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/diagnose.js';
import type { DiagnosisContext } from '../../src/diagnose/rule.js';
import type { ResultCell } from '../../src/results/schema.js';
import { cell, output } from '../compare/results.js';

const context: DiagnosisContext = {
  runtime: {
    ...{ id: 'openvino', adapter: 'openvino', title: 'OpenVINO', version: '1', options: {} },
    precision: { declared: 'f32', effective: null },
  },
  ...{ isa: [], evidence: [], siblings: [], reference: null, disagreements: [] },
};
const outputs = [
  output({
    ...{ verdict: 'drift', total: 0, rmse: null, maxAbs: null, noiseRatio: null, tolerance: { rule: 'exact' } },
    reason: 'different shape: the reference is float32[3], this is float32[]',
  }),
];
const by = (...converters: string[]): ResultCell['route'] =>
  converters.map((converter) => ({ converter, version: '1', seconds: 1, cached: false }));
const diagnosed = (more: Partial<ResultCell>, siblings: ResultCell[] = []) =>
  diagnose(cell({ state: 'drift', outputs, ...more }), { ...context, siblings });

test('where every column that returns it runs one conversion, that is the likely cause', () => {
  const route = by('saved-model-from-keras');
  const litert = cell({ runtime: 'litert', state: 'drift', outputs, route: by('saved-model-from-keras', 'to-tflite') });
  expect(diagnosed({ route }, [litert])?.evidence).toContain(
    'Every column that returns this runs what saved-model-from-keras 1 makes of the file, which is then the likely cause.',
  );
  expect(diagnosed({ route }, [{ ...litert, route: [] }])?.evidence).not.toContain('likely cause');
  expect(diagnosed({ route })?.evidence).not.toContain('likely cause');
});

test('an operator that is wrong by itself is named', () => {
  const operator = {
    name: 'y',
    type: 'ReduceLogSumExp',
    index: 0,
    together: [],
    between: [],
    inputs: [],
    attributes: [],
  };
  const found = {
    ...operator,
    by: 'exposing' as const,
    before: null,
    after: null,
    bits: null,
    outputs: ['float32[3]'],
  };
  const located = (certain: boolean): ResultCell['located'] => ({
    ...{ form: 'm.onnx', step: 0, case: 'c0', reference: 'onnxruntime-node', against: null, nodes: 1, parts: 2 },
    ...{ operators: [{ ...found, certain }], flat: null, depth: [] },
  });
  expect(diagnosed({ located: located(true) })?.evidence).toContain('It begins at ReduceLogSumExp `y` (node 1 of 1)');
  expect(diagnosed({ located: located(false) })?.evidence).not.toContain('ReduceLogSumExp');
});
