import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/diagnose.js';
import { saturationOf } from '../../src/diagnose/saturation.js';
import type { ResultHop } from '../../src/results/schema.js';
import { cell, output } from '../compare/results.js';

const AVX2 = { arch: 'x64', isa: ['avx2', 'fma'] };
const BOTH = { column: true, reference: true };
const operator = (...types: string[]) => types.map((type) => ({ domain: 'ai.onnx', type, count: 1 }));
const weight = (dtype: 'int8' | 'uint8') => ({
  id: '',
  name: 'w',
  dtype,
  elements: 64,
  payload: { pieces: [] },
  external: null,
});
const QDQ = { operators: operator('Conv', 'DequantizeLinear', 'QuantizeLinear'), weights: [weight('int8')] };
const INTEGER = { operators: operator('MatMulInteger'), weights: [weight('int8')] };

test.each([
  ['products between Q and DQ are floats in the reference', AVX2, QDQ, { column: true, reference: false }],
  ['integer operators everywhere', AVX2, INTEGER, BOTH],
  ['weights of u8', AVX2, { ...INTEGER, weights: [weight('uint8')] }, null],
  ['floats', AVX2, { operators: operator('Conv'), weights: [] }, null],
  ['VNNI', { arch: 'x64', isa: ['avx2', 'avx_vnni'] }, INTEGER, null],
  ['another processor', { arch: 'arm64', isa: ['asimd'] }, INTEGER, null],
  ['an unknown processor', { arch: 'x64', isa: [] }, INTEGER, null],
  ['not ONNX', AVX2, undefined, null],
])('%s', (_, platform, onnx, expected) => {
  expect(saturationOf({ platform, onnx, runtimes: BOTH })).toEqual(expected);
});

test('a runtime whose sums do not saturate is not affected', () => {
  const onnx = INTEGER;
  expect(saturationOf({ platform: AVX2, onnx, runtimes: { column: false, reference: false } })).toBeNull();
});

const red = cell({ state: 'drift', outputs: [output({ verdict: 'drift', rmse: 0.3, noiseRatio: 2e6 })] });
const about = {
  runtime: {
    ...{ id: 'openvino', adapter: 'openvino', title: 'OpenVINO', version: '1', options: {} },
    precision: { declared: 'f32', effective: null },
  },
  ...{ isa: AVX2.isa, evidence: [], siblings: [], disagreements: [] },
  reference: { kind: 'runtime', runtime: 'onnxruntime-node', version: '1' },
} as const;

test('the cause names the processor and never the file', () => {
  const found = diagnose(red, { ...about, saturation: { column: true, reference: false } });
  expect(found).toMatchObject({
    id: 'saturating-products',
    finding: 'detector on openvino most likely drifts because 8-bit products saturate on this processor.',
    evidence: expect.stringContaining('It has no VNNI, and OpenVINO then adds pairs'),
  });
  expect(found?.fix).toMatch(/reduce_range.*quantised: n/);
  const reference = diagnose(red, { ...about, saturation: { column: false, reference: true } });
  expect(reference?.finding).toMatch(/on this processor, in the reference\.$/);
  expect(reference?.evidence).toContain('onnxruntime-node then adds pairs');
});

test('what drifts without optimisations as well, where products are floats, has another cause', () => {
  const hop: ResultHop = {
    ...{ form: 'm.onnx', step: 0, format: 'onnx', runtime: 'openvino', version: '1', options: {} },
    ...{ state: 'drift', reason: null, noiseRatio: 2e6 },
  };
  const found = diagnose({ ...red, hops: [hop] }, { ...about, saturation: { column: true, reference: false } });
  expect(found?.id).not.toBe('saturating-products');
});
