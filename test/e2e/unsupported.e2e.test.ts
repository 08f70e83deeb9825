// What a runtime lacks is unsupported, never a failure: axes, element types, versions of operators, open sizes.
import { expect, test } from 'vitest';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { resultsSchema } from '../../src/results/schema.js';
import type { CellState } from '../../src/types.js';
import { portability, repository } from './cli.js';

const [FLOAT, INT64, DOUBLE, BFLOAT16, INT4] = [1, 7, 11, 16, 22];
type Node = onnx.NodeProto.$Properties;
type Weight = onnx.TensorProto.$Properties;

function port(name: string, ...sizes: readonly (number | string)[]): onnx.ValueInfoProto.$Properties {
  const dim = sizes.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
}

function weight(name: string, ...dims: readonly number[]): Weight {
  const count = dims.reduce((product, size) => product * size, 1);
  return {
    name,
    dims: [...dims],
    dataType: FLOAT,
    floatData: Array.from({ length: count }, (_, i) => Math.sin(i + 1)),
  };
}

/** A model that computes y from x. */
function model(
  nodes: readonly Node[],
  [x, y]: readonly [readonly (number | string)[], readonly (number | string)[]],
  { weights = [], opset = 17 }: { readonly weights?: readonly Weight[]; readonly opset?: number } = {},
): Uint8Array {
  return onnx.ModelProto.encode({
    irVersion: opset > 20 ? 10 : 8,
    opsetImport: [{ domain: '', version: opset }],
    graph: {
      name: 'g',
      node: [...nodes],
      input: [port('x', ...x)],
      output: [port('y', ...y)],
      initializer: [...weights],
    },
  }).finish();
}

const ints = (name: string, ...values: number[]) => ({ name, type: 7, ints: values });
const int = (name: string, i: number) => ({ name, type: 2, i });
const node = (opType: string, input: string[], output: string, attribute: Node['attribute'] = []): Node => ({
  opType,
  input,
  output: [output],
  attribute,
});
const SIX = [1, 2, 3, 2, 3, 2];

const MODELS = {
  axes: model([node('Mul', ['x', 'w'], 'a'), node('Relu', ['a'], 'y')], [SIX, SIX], { weights: [weight('w', ...SIX)] }),
  resize: model(
    [node('Resize', ['x', '', 's'], 'y', [{ name: 'mode', type: 3, s: Buffer.from('linear') }])],
    [
      [1, 2, 4, 4, 4],
      [1, 2, 8, 8, 8],
    ],
    { weights: [{ name: 's', dims: [5], dataType: FLOAT, floatData: [1, 1, 2, 2, 2] }] },
  ),
  bfloat16: model(
    [node('Cast', ['x'], 'a', [int('to', BFLOAT16)]), node('Cast', ['a'], 'y', [int('to', FLOAT)])],
    [
      [2, 4],
      [2, 4],
    ],
  ),
  int4: model(
    [node('DequantizeLinear', ['q', 's'], 'w'), node('MatMul', ['x', 'w'], 'y')],
    [
      [2, 8],
      [2, 4],
    ],
    {
      weights: [
        { name: 'q', dims: [8, 4], dataType: INT4, rawData: Uint8Array.from({ length: 16 }, (_, i) => i * 15) },
        { name: 's', dims: [], dataType: FLOAT, floatData: [0.1] },
      ],
      opset: 21,
    },
  ),
  // IREE lacks the function that its machine code calls.
  double: model(
    [
      node('Cast', ['x'], 'a', [int('to', DOUBLE)]),
      node('Tanh', ['a'], 'b'),
      node('Cast', ['b'], 'y', [int('to', FLOAT)]),
    ],
    [
      [2, 4],
      [2, 4],
    ],
  ),
  old: model(
    [node('BatchNormalization', ['x', 'a', 'b', 'c', 'd'], 'y')],
    [
      [1, 2, 4, 4],
      [1, 2, 4, 4],
    ],
    {
      weights: [...['a', 'b', 'c'].map((name) => weight(name, 2)), { ...weight('d', 2), floatData: [1, 2] }],
      opset: 8,
    },
  ),
  batch: model(
    [
      node('Conv', ['x', 'w'], 'a', [ints('pads', 1, 1, 1, 1)]),
      node('GlobalAveragePool', ['a'], 'b'),
      node('Reshape', ['b', 's'], 'y'),
    ],
    [
      ['N', 3, 16, 16],
      ['N', 4],
    ],
    {
      weights: [
        weight('w', 4, 3, 3, 3),
        { name: 's', dims: [2], dataType: INT64, rawData: new Uint8Array(BigInt64Array.of(-1n, 4n).buffer) },
      ],
    },
  ),
};

/** By model, the columns with the states that they must have. */
const EXPECTED: Readonly<Record<keyof typeof MODELS, Readonly<Record<string, CellState>>>> = {
  axes: { ncnn: 'unsupported', mnn: 'pass', tract: 'pass', tvm: 'pass' },
  resize: { mnn: 'unsupported', iree: 'unsupported', tract: 'pass' },
  bfloat16: { tract: 'unsupported', mnn: 'unsupported' },
  int4: { tract: 'unsupported', tvm: 'unsupported', mnn: 'unsupported' },
  double: { iree: 'unsupported', tract: 'pass' },
  old: { 'onnx-reference': 'unsupported', tract: 'pass' },
  batch: { litertjs: 'pass', litert: 'pass' },
};

test.each(Object.entries(EXPECTED))('%s', async (name, states) => {
  const root = await repository({
    'net.onnx': MODELS[name as keyof typeof MODELS],
    'portability.yml': `runtimes: [${Object.keys(states).join(', ')}]\nroutes: { tries: 1 }`,
  });
  const { stdout, stderr } = await portability(['run', '--json', '-'], root);
  if (stdout === '') throw new Error(stderr);
  const { cells } = resultsSchema.parse(JSON.parse(stdout));
  expect(Object.fromEntries(cells.map(({ runtime, state }) => [runtime, state]))).toEqual(states);
});
