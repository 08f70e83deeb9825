import { expect, test } from 'vitest';
import type { ConverterFacts } from '../../src/adapters/define.js';
import { diagnose } from '../../src/diagnose/diagnose.js';
import { saturationOf } from '../../src/diagnose/saturation.js';
import type { Column } from '../../src/plan/column.js';
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
  [
    'products between Q and DQ are floats in the reference',
    AVX2,
    QDQ,
    { column: true, reference: false, integer: false },
  ],
  ['integer operators everywhere', AVX2, INTEGER, { ...BOTH, integer: true }],
  ['weights of u8', AVX2, { ...INTEGER, weights: [weight('uint8')] }, null],
  ['floats', AVX2, { operators: operator('Conv'), weights: [] }, null],
  ['VNNI', { arch: 'x64', isa: ['avx2', 'avx_vnni'] }, INTEGER, null],
  ['another processor', { arch: 'arm64', isa: ['asimd'] }, INTEGER, null],
  ['an unknown processor', { arch: 'x64', isa: [] }, INTEGER, null],
  ['not ONNX', AVX2, undefined, null],
])('%s', (_, platform, onnx, expected) => {
  expect(saturationOf({ platform, onnx, runtimes: BOTH, column: {} })).toEqual(expected);
});

test('a runtime whose sums do not saturate is not affected', () => {
  const onnx = INTEGER;
  expect(saturationOf({ platform: AVX2, onnx, runtimes: { column: false, reference: false }, column: {} })).toBeNull();
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
  const found = diagnose(red, { ...about, saturation: { column: true, reference: false, integer: false } });
  expect(found).toMatchObject({
    id: 'saturating-products',
    finding: 'detector on openvino most likely drifts because 8-bit products saturate on this processor.',
    evidence: expect.stringContaining('It has no VNNI, and OpenVINO then adds pairs'),
  });
  expect(found?.fix).toMatch(/reduce_range.*quantised: n/);
  const reference = diagnose(red, { ...about, saturation: { column: false, reference: true, integer: true } });
  expect(reference?.finding).toMatch(/on this processor, in the reference\.$/);
  expect(reference?.evidence).toContain('onnxruntime-node then adds pairs');
});

test('what drifts without optimisations as well, where products are floats, has another cause', () => {
  const hop: ResultHop = {
    ...{ form: 'm.onnx', step: 0, format: 'onnx', runtime: 'openvino', version: '1', options: {} },
    ...{ state: 'drift', reason: null, noiseRatio: 2e6 },
  };
  const found = diagnose(
    { ...red, hops: [hop] },
    { ...about, saturation: { column: true, reference: false, integer: false } },
  );
  expect(found?.id).not.toBe('saturating-products');
});

test('integer operators saturate without optimisations too, whatever makes the reference', () => {
  const hop: ResultHop = {
    ...{ form: 'm.onnx', step: 0, format: 'onnx', runtime: 'openvino', version: '1', options: {} },
    ...{ state: 'drift', reason: null, noiseRatio: 65 },
  };
  const found = diagnose(
    { ...red, hops: [hop] },
    { ...about, saturation: { column: true, reference: false, integer: true } },
  );
  expect(found?.id).toBe('saturating-products');
});

const quantiser = (more: Partial<ConverterFacts> = {}): Pick<Column, 'through'> => ({
  through: [{ id: 'onnx-int8-dynamic', options: {}, precision: 'int8', cases: false, ...more } as ConverterFacts],
});

test.each<[string, Pick<Column, 'through' | 'converters'>, string | null]>([
  ['a converter gives the model weights in 8 bits', quantiser(), 'onnx-int8-dynamic'],
  ['its weights have 7 bits', { ...quantiser(), converters: { 'onnx-int8-dynamic': { 'reduce-range': true } } }, null],
  ['its weights are u8', { ...quantiser(), converters: { 'onnx-int8-dynamic': { weights: 'uint8' } } }, null],
  ['it keeps floats', quantiser({ precision: 'f16' }), null],
  ['there is none', {}, null],
])('%s', (_, column, id) => {
  const found = saturationOf({ platform: AVX2, onnx: undefined, runtimes: { column: true, reference: false }, column });
  expect(found?.converter?.id ?? null).toBe(id);
});

const hopOf = (more: Partial<ResultHop>): ResultHop => ({
  ...{ form: 'm.onnx', step: 1, format: 'onnx', runtime: 'openvino', version: '1', options: {} },
  ...{ state: 'drift', reason: null, noiseRatio: 2e6 },
  ...more,
});
const route = [{ converter: 'onnx-int8-dynamic', version: '1', seconds: 1, cached: false }];

test.each<[string, boolean, ResultHop[], boolean]>([
  ['drifts without optimisations too, where it multiplies integers', true, [hopOf({})], true],
  ['drifts without optimisations too, where products are floats', false, [hopOf({})], false],
  ['passes without optimisations', false, [hopOf({ state: 'pass' })], true],
  ['drifts on another runtime', true, [hopOf({}), hopOf({ runtime: 'onnx-reference' })], false],
  ['drifted before it was quantised', true, [hopOf({ step: 0 })], false],
])('what a converter quantised %s', (_, integer, hops, saturates) => {
  const saturation = { column: true, reference: false, integer, converter: { id: 'onnx-int8-dynamic' } };
  const found = diagnose({ ...red, route, hops }, { ...about, saturation });
  expect(found?.id === 'saturating-products').toBe(saturates);
  if (saturates) expect(found?.fix).toContain('`converters: { onnx-int8-dynamic: { reduce-range: true } }`');
});

test('without a run in which the converted file passes it is a doubt', () => {
  const saturation = { column: true, reference: false, integer: true, converter: { id: 'onnx-int8-dynamic' } };
  const told = (hops: ResultHop[]) => diagnose({ ...red, route, hops }, { ...about, saturation });
  expect(told([hopOf({})])?.finding).toMatch(/ may drift because/);
  expect(told([hopOf({})])?.fix).toMatch(/^Try /);
  expect(told([hopOf({}), hopOf({ runtime: 'onnx-reference', state: 'pass' })])?.finding).toContain(
    'most likely drifts',
  );
});
