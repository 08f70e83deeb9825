import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/diagnose.js';
import type { DiagnosisContext } from '../../src/diagnose/rule.js';
import type { ResultCell, ResultHop, ResultRuntime } from '../../src/results/schema.js';
import { cell, output } from '../compare/results.js';

const LITERT: ResultRuntime = {
  id: 'litert',
  adapter: 'litert',
  title: 'LiteRT',
  version: '2.3.0',
  options: {},
  precision: { declared: 'f32', effective: null },
};
const FORMS = [
  { path: 'net.onnx', format: 'onnx' },
  { path: 'net.tflite', format: 'tflite' },
] as const;

function found(more: Partial<ResultCell> = {}, context: Partial<DiagnosisContext> = {}) {
  const drifts = output({ form: 'net.tflite', verdict: 'drift', noiseRatio: 1234.5 });
  return diagnose(cell({ runtime: 'litert', state: 'drift', outputs: [drifts], ...more }), {
    runtime: LITERT,
    isa: [],
    evidence: [],
    forms: FORMS,
    homeOf: ['tflite'],
    siblings: [],
    reference: { kind: 'runtime', runtime: 'onnxruntime-node', version: '1.30.0' },
    disagreements: [],
    ...context,
  });
}

test('a further form that drifts at home disagrees with the first one', () => {
  expect(found()).toMatchObject({
    id: 'forms-disagree',
    finding:
      'detector on litert drifts because the committed files disagree: net.tflite does not compute what net.onnx does.',
    evidence:
      'net.tflite on LiteRT, its home runtime, differs from net.onnx on onnxruntime-node by 1,230× the noise floor.',
  });
});

test.each<{ what: string; int8: 'drift' | 'pass' | null; says: boolean }>([
  { what: 'another form that agrees', int8: 'pass', says: false },
  { what: 'another form that disagrees too', int8: 'drift', says: true },
  { what: 'no other form that ran', int8: null, says: false },
])('the first form is suspected where it is alone: $what', ({ int8, says }) => {
  const outputs = int8 === null ? [] : [output({ form: 'net_int8.onnx', verdict: int8 })];
  const forms = [...FORMS, { path: 'net_int8.onnx', format: 'onnx' } as const];
  const evidence = found({}, { forms, siblings: [cell({ outputs })] })?.evidence ?? '';
  const sentence = ' None of the 2 other forms computes what net.onnx does: it may be the outdated one.';
  expect(evidence.endsWith(sentence)).toBe(says);
});

const AT_HOME: ResultHop = {
  ...{ form: 'net.tflite', step: 0, format: 'tflite', runtime: 'litert', version: null, options: {} },
  ...{ state: 'drift', reason: null, noiseRatio: 99 },
};

test('the same words where it is converted and drifts at home, with the worst number', () => {
  const route = [{ converter: 'c', version: '1', seconds: 0, cached: false }];
  const outputs = [100, 900, 30].map((noiseRatio) => output({ form: 'net.tflite', verdict: 'drift', noiseRatio }));
  const runtime = { ...LITERT, id: 'mnn', adapter: 'mnn', title: 'MNN' };
  const other = found({ runtime: 'mnn', route, outputs, hops: [AT_HOME] }, { runtime, homeOf: ['mnn'] });
  expect(other).toMatchObject({
    id: 'forms-disagree',
    finding:
      'detector on mnn drifts because the committed files disagree: net.tflite does not compute what net.onnx does.',
    evidence:
      'net.tflite drifts on litert as well: it differs from net.onnx on onnxruntime-node by 900× the noise floor.',
    fix: found()?.fix,
  });
});

test('what differs between the files says more than a place in one of them', () => {
  const change = { kind: 'attribute', text: 'epsilon 1e-5 → 0.001 in LayerNormalization `n`', count: 1, places: [] };
  const difference = { kind: 'forms', from: 'net.onnx', to: 'net.tflite', changes: [change], more: 0 } as const;
  const evidence = found({ difference: { ...difference, changes: [change] } })?.evidence;
  expect(evidence).toMatch(/^From net\.onnx to net\.tflite: epsilon 1e-5 → 0\.001 in LayerNormalization `n`\.$/);
});

test.each([
  ['the first form drifts', { outputs: [output({ form: 'net.onnx', verdict: 'drift' })] }, { homeOf: ['onnx'] }],
  ['the runtime is not at home in it', {}, { homeOf: ['onnx'] }],
  ['it was converted', { route: [{ converter: 'c', version: '1', seconds: 0, cached: false }] }, {}],
  [
    'the first form drifts as well',
    { outputs: [output({ form: 'net.onnx', verdict: 'drift' }), output({ form: 'net.tflite', verdict: 'drift' })] },
    {},
  ],
  [
    'it passes with plain arithmetic',
    {
      hops: [
        {
          ...{ form: 'net.tflite', step: 0, format: 'tflite', runtime: 'litert', version: null, options: {} },
          ...{ state: 'pass', reason: null, noiseRatio: 1 },
        },
      ],
    },
    {},
  ],
] satisfies [string, Partial<ResultCell>, Partial<DiagnosisContext>][])(
  'nothing is said where %s',
  (_, more, context) => {
    expect(found(more, context)?.id).not.toBe('forms-disagree');
  },
);

test('a form that is declared to be coarse is not asked to be', () => {
  const forms = [FORMS[0], { ...FORMS[1], precision: 'int8' as const }];
  expect(found({}, { forms })?.fix).toContain(
    'It is further off than its declared `precision: int8` explains: quantise',
  );
  expect(found()?.fix).toContain('declare its `precision:`');
});
