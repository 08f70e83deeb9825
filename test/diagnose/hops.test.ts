import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/diagnose.js';
import type { DiagnosisContext } from '../../src/diagnose/rule.js';
import type { ResultHop, ResultRuntime } from '../../src/results/schema.js';
import { cell, output } from '../compare/results.js';

const RUNTIME: ResultRuntime = {
  id: 'ov',
  adapter: 'openvino',
  title: 'OpenVINO',
  version: '2026.4.1',
  options: { precision: 'f32', optimised: true },
  precision: { declared: 'f32', effective: null },
};
const step = (converter: string) => ({ converter, version: '1.0', seconds: 1, cached: false });
const ROUTE = [step('onnx-from-pytorch'), step('openvino-ir-from-onnx')];

const hop = (more: Partial<ResultHop>): ResultHop => ({
  form: 'net.pt',
  step: 1,
  format: 'onnx',
  runtime: 'onnxruntime-node',
  version: '1.30.0',
  options: {},
  state: 'pass',
  reason: null,
  noiseRatio: 1,
  ...more,
});

function diagnosed(hops: readonly ResultHop[] | undefined, route = ROUTE, more: Partial<DiagnosisContext> = {}) {
  const drifting = cell({
    runtime: 'ov',
    state: 'drift',
    route,
    outputs: [output({ form: 'net.pt', verdict: 'drift' })],
    ...(hops !== undefined && { hops: [...hops] }),
  });
  const found = diagnose(drifting, {
    runtime: RUNTIME,
    isa: [],
    evidence: [],
    siblings: [],
    reference: null,
    disagreements: [],
    ...more,
  });
  return found === undefined ? null : [found.id, found.finding, found.evidence];
}

const IR = { step: 2, format: 'openvino-ir' } as const;

test('the first form that drifts elsewhere too was made wrong', () => {
  expect(
    diagnosed([hop({ state: 'drift', noiseRatio: 350.4 }), hop({ ...IR, runtime: 'other', state: 'drift' })]),
  ).toEqual([
    'conversion-drifts',
    'detector on ov drifts because of its conversion with onnx-from-pytorch 1.0.',
    'The onnx made by onnx-from-pytorch, on onnxruntime-node: 350× the noise floor. ' +
      'The openvino-ir made by openvino-ir-from-onnx, on other: 1.0× the noise floor.',
  ]);
});

test('a committed file that drifts at home is itself to blame', () => {
  expect(diagnosed([hop({ step: 0, format: 'torchscript', runtime: 'pytorch', state: 'drift' })])?.[0]).toBe(
    'form-drifts',
  );
});

test('what ran is fine on another engine: the runtime is to blame', () => {
  expect(diagnosed([hop({}), hop({ ...IR, runtime: 'other' })])?.slice(0, 2)).toEqual([
    'runtime-drifts',
    'detector on ov drifts because of OpenVINO, not because of the conversion (onnx-from-pytorch 1.0, openvino-ir-from-onnx 1.0).',
  ]);
});

test('the same runtime passes with plain arithmetic: what it is asked for is to blame', () => {
  const plain = hop({ ...IR, runtime: 'openvino', options: { precision: 'f32', optimised: false } });
  expect(diagnosed([plain])?.slice(0, 2)).toEqual([
    'options-drift',
    'detector on ov drifts with `optimised: true`: with `optimised: false` it passes.',
  ]);
});

test('a precision that the runtime reports says more than the option that asks for it', () => {
  const plain = hop({ ...IR, runtime: 'openvino', options: { precision: 'f32', optimised: false } });
  const runtime = { ...RUNTIME, precision: { declared: 'f32', effective: 'bf16' } } as const;
  expect(diagnosed([plain], ROUTE, { runtime })?.[0]).toBe('runs-in-bfloat16');
});

test('where nothing else runs what was made, both the last conversion and the runtime are named', () => {
  expect(diagnosed([hop({})])?.[1]).toBe(
    'detector on ov drifts because of its conversion with openvino-ir-from-onnx 1.0 or because of OpenVINO: nothing else here ran the converted model.',
  );
  // The same runtime with plain arithmetic drifts as well: that does not tell the two apart.
  const plain = hop({ ...IR, runtime: 'openvino', state: 'drift' });
  expect(diagnosed([hop({}), plain])?.[0]).toBe('last-hop-drifts');
});

test('hops that failed tell nothing', () => {
  expect(diagnosed([hop({ state: 'run-failed', noiseRatio: null })])?.[0]).toBe('last-hop-drifts');
  expect(diagnosed(undefined)?.[0]).toBe('drift');
  expect(diagnosed([], [])?.[0]).toBe('drift');
});

test('the file that makes the reference is never to blame for what runtimes make of it', () => {
  const made = { kind: 'runtime', runtime: 'onnxruntime-node', version: '1' } as const;
  const elsewhere = hop({ step: 0, runtime: 'pytorch', state: 'drift' });
  const about = { reference: made, forms: [{ path: 'net.pt', format: 'torchscript' }] } as const;
  expect(diagnosed([elsewhere], [], about)?.[0]).toBe('drift');
});

test('a runtime that drifts on the file before the conversion says nothing about the conversion', () => {
  const tract = { ...RUNTIME, id: 'tract', adapter: 'tract' };
  const siblings = [cell({ runtime: 'tract', state: 'drift', route: [] })];
  const hops = [hop({ ...IR, runtime: 'tract', state: 'drift' })];
  expect(diagnosed(hops, ROUTE, { siblings, columns: [tract] })?.[0]).toBe('last-hop-drifts');
  expect(diagnosed(hops)?.[0]).toBe('conversion-drifts');
});

test('another column that passes with what the same converters made acquits them', () => {
  const tract = { ...RUNTIME, id: 'tract', adapter: 'tract' };
  const siblings = [cell({ runtime: 'tract', route: ROUTE, outputs: [output({ form: 'net.pt' })] })];
  expect(diagnosed([], ROUTE, { siblings, columns: [tract] })?.slice(0, 1)).toEqual(['runtime-drifts']);
});
