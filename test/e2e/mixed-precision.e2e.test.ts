/** Models of every operator set, in mixed precision, and with weights in four bits: what rounding does to them is known. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attributeOf, modelOf, numbers, type Operators, spread } from '../../scripts/operators/one-operator.js';
import { type ResultCell, type Results, resultsSchema } from '../../src/results/schema.js';
import { portability, repository } from './cli.js';

const CONFIG = `
runtimes:
  - onnxruntime-node
  - onnxruntime-web
  - onnx-reference
  - { id: exact, use: onnxruntime-node, options: { dynamic-quantization: none } }
`;
const SETS = [17, 22, 24];
const FLOAT16 = 10;
const BFLOAT16 = 16;

const node = (opType: string, input: readonly string[], output: string, attributes = {}) => ({
  opType,
  name: output,
  input: [...input],
  output: [output],
  attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value as number | number[])),
});
const weights = (...shape: number[]) => spread(shape, -0.1, 0.1);

/** Operators whose rounding is more than what moved inputs and weights show. */
const GRAPHS: Readonly<Record<string, Pick<Operators, 'nodes' | 'values'>>> = {
  product: {
    nodes: [node('MatMul', ['x', 'w'], 'y')],
    values: [
      ['x', spread([2, 1024], -1, 1)],
      ['w', weights(1024, 8)],
    ],
  },
  convolution: {
    nodes: [node('Conv', ['x', 'w'], 'y', { pads: [1, 1, 1, 1] })],
    values: [
      ['x', spread([1, 64, 8, 8], -1, 1)],
      ['w', weights(8, 64, 3, 3)],
    ],
  },
  normalisation: {
    nodes: [node('LayerNormalization', ['x', 'w'], 'y')],
    values: [
      ['x', spread([2, 300], -1, 1)],
      ['w', weights(300)],
    ],
  },
  quantised: {
    nodes: [
      node('QuantizeLinear', ['x', 'w_step', 'w_zero'], 'q'),
      node('DequantizeLinear', ['q', 'w_step', 'w_zero'], 'd'),
      node('MatMul', ['d', 'w'], 'y'),
    ],
    values: [
      ['x', spread([2, 64], -1, 1)],
      ['w_step', numbers('float32', [], [1 / 127])],
      ['w_zero', numbers('int8', [], [0])],
      ['w', weights(64, 8)],
    ],
  },
};

/** Two layers whose products are in a narrower type than their inputs and weights, as exporters write autocast. */
function autocast(to: number): Uint8Array {
  const layer = (input: string, weight: string, output: string) => [
    node('Cast', [input], `${output}_x`, { to }),
    node('Cast', [weight], `${output}_w`, { to }),
    node('MatMul', [`${output}_x`, `${output}_w`], `${output}_m`),
    node('Relu', [`${output}_m`], output),
  ];
  return modelOf({
    nodes: [...layer('x', 'w1', 'a'), ...layer('a', 'w2', 'b'), node('Cast', ['b'], 'y', { to: 1 })],
    values: [
      ['x', spread([2, 64], -1, 1)],
      ['w1', weights(64, 64)],
      ['w2', weights(64, 8)],
    ],
    outputs: { y: 'float32' },
    opset: 22,
  }).bytes;
}

const FOUR_BITS = modelOf({
  nodes: [node('DequantizeLinear', ['w', 'w_step'], 'd', { axis: 0, block_size: 32 }), node('MatMul', ['x', 'd'], 'y')],
  values: [
    ['x', spread([2, 64], -1, 1)],
    [
      'w',
      numbers(
        'int4',
        [64, 32],
        Array.from({ length: 64 * 32 }, (_, index) => ((index * 7) % 16) - 8),
      ),
    ],
    ['w_step', spread([2, 32], 0.01, 0.05)],
  ],
  outputs: { y: 'float32' },
  opset: 21,
}).bytes;

let root: string;
let results: Results;
beforeAll(async () => {
  const files = SETS.flatMap((opset) =>
    Object.entries(GRAPHS).map(([name, graph]) => {
      const { bytes } = modelOf({ ...graph, opset, outputs: { y: 'float32' } });
      return [`${name}-${opset}.onnx`, bytes] as const;
    }),
  );
  root = await repository({
    ...Object.fromEntries(files),
    'half.onnx': autocast(FLOAT16),
    'bfloat.onnx': autocast(BFLOAT16),
    'four-bits.onnx': FOUR_BITS,
    'portability.yml': CONFIG,
  });
  const { code, stdout, stderr } = await portability(['run', '--json', '-'], root);
  expect([0, 1], stderr).toContain(code);
  results = resultsSchema.parse(JSON.parse(stdout));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const judged = (model: string): readonly ResultCell[] =>
  results.cells.filter((cell) => cell.model === model && cell.outputs.length > 0);
const rulesOf = (cells: readonly ResultCell[]) =>
  new Set(cells.flatMap(({ outputs }) => outputs.map(({ tolerance }) => tolerance.rule)));

describe.each(SETS)('operator set %i', (opset) => {
  test.each(Object.keys(GRAPHS))('%s is judged by its noise floor, and passes', (name) => {
    const cells = judged(`${name}-${opset}`);
    expect(cells.length).toBeGreaterThanOrEqual(3);
    expect(rulesOf(cells)).toEqual(new Set(['auto']));
    expect(cells.filter(({ state }) => state !== 'pass')).toEqual([]);
  });
});

test.each([
  ['half', 4],
  ['bfloat', 1],
])('%s: runtimes that round between the operators and those that do not agree', (model, least) => {
  const cells = judged(model);
  expect(cells.length).toBeGreaterThanOrEqual(least);
  expect(rulesOf(cells)).toEqual(new Set(['auto']));
  expect(cells.filter(({ state }) => state !== 'pass')).toEqual([]);
});

test('a runtime that rounds to 8 bits what it multiplies with weights of four is told the option that keeps it from it', () => {
  const cells = judged('four-bits');
  const stateOf = (runtime: string) => cells.find((cell) => cell.runtime === runtime)?.state;
  expect(stateOf('exact')).toBe('pass');
  expect(stateOf('onnx-reference')).toBe('pass');
  // Not every processor has these kernels.
  for (const { diagnosis } of cells.filter(({ state }) => state === 'drift')) {
    expect(diagnosis?.id).toBe('options-drift');
    expect(diagnosis?.fix).toContain('dynamic-quantization: none');
  }
});
