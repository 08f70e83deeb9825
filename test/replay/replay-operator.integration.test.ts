import { afterAll, beforeAll, expect, test } from 'vitest';
import { KNOWN_FAULTS } from '../../scripts/operators/known-faults.js';
import { oneOperator, spread } from '../../scripts/operators/one-operator.js';
import { type ReplayOutcome, replayOperator } from '../../src/replay/replay-operator.js';
import { type OpenBench, openBench } from './open-bench.js';

/** By fault and runtime: how it shows, the variant that reproduces it, and what the float64 evaluations say. */
const EXPECTED: Readonly<Record<string, readonly [ReplayOutcome['shows'], string | null, string | null]>> = {
  'prelu-slope on openvino': ['alone', 'prelu-axis', 'candidate'],
  'prelu-slope on mnn': ['alone', 'prelu-axis', 'candidate'],
  'prelu-slope on tvm': ['not-alone', null, null],
  'softplus-tail on tract': ['alone', 'softplus-tail', 'candidate'],
  'mish-tail on tvm': ['alone', 'softplus-tail', 'candidate'],
  'mish-tail on mnn': ['not-run', null, null],
  'instance-norm on iree': ['open-sizes', 'variance-divisor', 'candidate'],
  'lrn on onnx-reference': ['alone', 'lrn-channels', 'meaning'],
  'batch-norm-9 on onnx-reference': ['alone', 'batch-norm-statistics', 'meaning'],
  'selu-constants on tract': ['alone', 'selu-constants', 'candidate'],
  'cubic-resize on mnn': ['alone', 'resize-cubic-border', 'candidate'],
  'gelu-formula on mnn': ['alone', 'gelu-formula', 'candidate'],
  'lrn-bias on openvino': ['alone', 'lrn-bias', 'meaning'],
  'peepholes on openvino': ['alone', 'ignored-input', 'candidate'],
  'peepholes on iree': ['alone', 'ignored-input', 'candidate'],
  'scatter-reduction on mnn': ['alone', 'other-attribute', 'candidate'],
  'sequence-lens on onnx-reference': ['alone', 'sequence-lengths', 'meaning'],
};
const faults = KNOWN_FAULTS.filter(({ id, runtime }) => Object.hasOwn(EXPECTED, `${id} on ${runtime}`));

let bench: OpenBench;

beforeAll(async () => {
  bench = await openBench([...new Set(['onnxruntime-node', 'openvino', ...faults.map(({ runtime }) => runtime)])]);
});

afterAll(() => bench.close());

test.each(faults)('$id on $runtime', async ({ id, runtime, model }) => {
  const { outcome, evidence } = await replayOperator(await bench.question(id, model(), runtime), bench.context);
  const { shows, causes, truth } = outcome;
  expect([shows, causes[0]?.variant ?? null, truth?.verdict ?? null]).toEqual(EXPECTED[`${id} on ${runtime}`]);
  expect(evidence === null).toBe(shows === 'not-alone' || shows === 'not-run');
  // It goes into the results document as it is.
  expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
});

test('the advice for a slope is followed by OpenVINO', async () => {
  const slope = { ...spread([6], 0.05, 0.9), shape: [1, 1, 1, 6] };
  const model = oneOperator({
    opType: 'PRelu',
    inputs: [
      ['x', spread([2, 6, 5, 6], -3, 3)],
      ['w', slope],
    ],
    outputs: { y: 'float32' },
  });
  const { outcome } = await replayOperator(await bench.question('prelu', model, 'openvino'), bench.context);
  expect(outcome.shows).toBe('not-alone');
});

test('the advice for a Selu is followed by tract', async () => {
  const constants = { alpha: { f: 1.6732632 }, gamma: { f: 1.050701 } };
  const inputs = [['x', spread([4, 64], -4, 4)] as const];
  const model = oneOperator({ opType: 'Selu', attributes: constants, inputs, outputs: { y: 'float32' } });
  const { outcome } = await replayOperator(await bench.question('selu', model, 'tract'), bench.context);
  expect(outcome.shows).toBe('not-alone');
});

test('the advice for a batch normalisation that mixes statistics is followed by the reference evaluator', async () => {
  const statistics = ['w_scale', 'w_bias', 'w_mean', 'w_variance'].map(
    (name) => [name, spread([3], 0.5, 1.5)] as const,
  );
  const inputs = [['x', spread([4, 3, 6, 6], -2, 4)] as const, ...statistics];
  const model = oneOperator({ opType: 'BatchNormalization', opset: 14, inputs, outputs: { y: 'float32' } });
  const { outcome } = await replayOperator(await bench.question('bn', model, 'onnx-reference'), bench.context);
  expect(outcome.shows).toBe('not-alone');
});

test('a runtime that computes an operator as specified shows nothing, and there is nothing to explain', async () => {
  const model = oneOperator({ opType: 'Softplus', inputs: [['x', spread([8, 8], -9, 9)]], outputs: { y: 'float32' } });
  const { outcome } = await replayOperator(await bench.question('softplus', model, 'onnxruntime-node'), bench.context);
  expect(outcome).toMatchObject({ shows: 'not-alone', causes: [], truth: null });
});
