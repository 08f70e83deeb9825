/** The faults that exports and conversions are known to bring in, each of which must be named. */
import { expect, test } from 'vitest';
import { diffModels } from '../../src/model-diff/diff-models.js';
import { decodedFloats } from '../../src/mutate/tensor-numbers.js';
import { encodeElements } from '../../src/tensor/encode-elements.js';
import { type ModelSpec, weight } from '../models/build-model.js';
import { randomFloats } from '../models/random-floats.js';
import { writeBytes } from '../onnx/model-files.js';
import {
  attributes,
  type Edit,
  each,
  fileOf,
  IMAGE,
  int64s,
  nodesFor,
  numbers,
  reading,
  TEXT,
} from './two-networks.js';

const learned = /\.(w|b|scale|bias)$|^(words|places)$/;
/** Off by up to this much of each number. */
const stale = (size: number): Edit =>
  numbers(learned, (values) => {
    const noise = randomFloats(99, values.length);
    return values.map((value, index) => value * (1 + size * (noise[index] ?? 0)));
  });
const rounded = (dtype: 'float16' | 'bfloat16'): Edit =>
  numbers(learned, (values) => {
    const bytes = encodeElements(dtype, values);
    return Float32Array.from(decodedFloats({ kind: 'tensor', dtype, shape: [values.length], bytes }));
  });
/** The rows of a matrix in another order. */
const rows = (values: Float32Array, width: number, order: (row: number) => number) =>
  values.map((_, index) => values[order(Math.floor(index / width)) * width + (index % width)] ?? 0);
const swap37 = (row: number) => (row === 3 ? 7 : row === 7 ? 3 : row);

/** Of bn1, whose variance is 1.25, into the layer before it. */
const bn1 = (place: number) => randomFloats(place, 8);
const factor = (output: number) => (bn1(10)[output] ?? 0) / Math.sqrt(1.25 + 1e-5);
const FOLDED: readonly Edit[] = [
  nodesFor(['n1']),
  reading('n1', 'f1'),
  numbers(/^c1\.w$/, (values) => values.map((value, index) => value * factor(Math.floor(index / 27)))),
  numbers(/^c1\.b$/, (values) =>
    values.map((value, output) => (value - (bn1(30)[output] ?? 0)) * factor(output) + (bn1(20)[output] ?? 0)),
  ),
];

const elements = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

type Fault = readonly [name: string, spec: ModelSpec, edits: readonly Edit[], expected: readonly string[]];

const FAULTS: readonly Fault[] = [
  [
    'padding on the other side',
    IMAGE,
    [attributes({ pads: { ints: [0, 0, 2, 2] } }, 'c2')],
    ['pads [1, 1, 1, 1] → [0, 0, 2, 2] in Conv `c2`'],
  ],
  [
    'normalisation folded over a zero border',
    IMAGE,
    [
      nodesFor(['centred', 'normal']),
      reading('normal', 'image'),
      numbers(/^c1\.w$/, (values) =>
        values.map((value, index) => value / ([0.229, 0.224, 0.225][Math.floor(index / 9) % 3] ?? 1)),
      ),
      numbers(/^c1\.b$/, (values) =>
        values.map((value, output) => {
          const weights = randomFloats(1, 216).subarray(27 * output, 27 * output + 27);
          const mean = (index: number) => [0.485 / 0.229, 0.456 / 0.224, 0.406 / 0.225][Math.floor(index / 9)] ?? 0;
          return value - weights.reduce((sum, weight, index) => sum + weight * mean(index), 0);
        }),
      ),
    ],
    [
      'the normalisation before Conv `c1` (Sub and Div) is folded into its weights: it pads with zeros, which are not normalised, so its border differs',
    ],
  ],
  [
    'a folded BatchNormalization',
    IMAGE,
    FOLDED,
    ['the normalisation behind Conv `c1` (BatchNormalization) is folded into its weights'],
  ],
  [
    'a folded BatchNormalization, and one channel scaled',
    IMAGE,
    [...FOLDED, numbers(/^c1\.w$/, (values) => values.map((value, index) => (index < 27 ? value * 1.25 : value)))],
    [
      'the normalisation behind Conv `c1` (BatchNormalization) is folded into its weights, and they differ by up to 0.0484 of the largest of them from what that gives',
    ],
  ],
  [
    'a constant inside GELU',
    TEXT,
    [each(/^sqrt2$/, () => 1)],
    ['constants as usual → 0.5·x·(1 + erf(u)), where u is 1 at 1 and 2 at 2 in Gelu `gelu`'],
  ],
  ['signs changed', IMAGE, [each(/^c1\.w$/, (value) => -value)], ['the weights of Conv `c1` are multiplied by -1']],
  [
    'BGR for RGB',
    IMAGE,
    [
      numbers(/^c1\.w$/, (values) =>
        values.map((_, index) => values[index + 9 * (2 - 2 * (Math.floor(index / 9) % 3))] ?? 0),
      ),
    ],
    ['the weights of Conv `c1` have their input channels reversed: RGB and BGR are exchanged'],
  ],
  [
    'a kernel turned around',
    IMAGE,
    [numbers(/^c1\.w$/, (values) => values.map((_, index) => values[index - (index % 9) + 8 - (index % 9)] ?? 0))],
    ['the weights of Conv `c1` are turned around along their spatial axes'],
  ],
  [
    'align_corners',
    IMAGE,
    [attributes({ coordinate_transformation_mode: { string: 'align_corners' } }, 'up')],
    ['coordinate_transformation_mode half_pixel → align_corners in Resize `up`'],
  ],
  [
    'nearest for linear',
    IMAGE,
    [attributes({ mode: { string: 'nearest' } }, 'up')],
    ['mode linear → nearest in Resize `up`'],
  ],
  [
    'count_include_pad',
    IMAGE,
    [attributes({ count_include_pad: { int: 0 } }, 'pool')],
    ['count_include_pad 1 → 0 in AveragePool `pool`'],
  ],
  [
    'epsilon of BatchNormalization',
    IMAGE,
    [attributes({ epsilon: { float: 1e-3 } }, 'bn1', 'bn2')],
    ['epsilon 1e-5 → 0.001 in BatchNormalization `bn1` and BatchNormalization `bn2`'],
  ],
  [
    'epsilon of LayerNormalization',
    TEXT,
    [attributes({ epsilon: { float: 1e-12 } }, 'norm')],
    ['epsilon 1e-5 → 1e-12 in LayerNormalization `norm`'],
  ],
  ...(
    [
      [1e-2, '6.4e-3'],
      [1e-3, '6.4e-4'],
      [1e-4, '6.4e-5'],
      [1e-5, '6.4e-6'],
      [1e-6, '6.4e-7'],
    ] as const
  ).map(
    ([size, words]): Fault => [
      `weights stale by ${size}`,
      TEXT,
      [stale(size)],
      [`tables and weights and scales and biases of 9 layers differ by up to ${words} of their size`],
    ],
  ),
  [
    'a bias dropped',
    IMAGE,
    [
      (spec) => ({
        ...spec,
        nodes: spec.nodes.map((node) => (node.name === 'c2' ? { ...node, inputs: node.inputs.slice(0, 2) } : node)),
      }),
    ],
    ['the bias of Conv `c2` is dropped'],
  ],
  [
    'a bias that is a node dropped',
    TEXT,
    [nodesFor(['dense']), reading('dense', 'up')],
    ['the bias behind MatMul `up` is dropped'],
  ],
  ['a bias zeroed', TEXT, [each(/^up\.b$/, () => 0)], ['the bias of Add `up.bias` is all zeros now']],
  [
    'one bias element',
    IMAGE,
    [each(/^fc\.b$/, (value, index) => (index === 4 ? 0.75 : value))],
    ['the bias of Gemm `fc` differs in one element of 10, at [4]: -0.3067295 → 0.75'],
  ],
  [
    'q transposed',
    TEXT,
    [numbers(/^q\.w$/, (values) => values.map((_, index) => values[(index % 32) * 32 + Math.floor(index / 32)] ?? 0))],
    ['the weights of MatMul `q` are transposed'],
  ],
  [
    'a head zeroed',
    TEXT,
    [each(/^v\.w$/, (value, index) => (index % 32 >= 8 && index % 32 < 16 ? 0 : value))],
    ['the weights of MatMul `v` are zero now at outputs 8–15'],
  ],
  [
    'GELU by tanh',
    TEXT,
    [
      nodesFor(
        ['argument', 'erf', 'cumulative'],
        { op: 'Pow', inputs: ['dense', 'three'], outputs: ['cube'] },
        { op: 'Mul', inputs: ['cube', 'cubic'], outputs: ['term'] },
        { op: 'Add', inputs: ['dense', 'term'], outputs: ['sum'] },
        { op: 'Mul', inputs: ['sum', 'linear'], outputs: ['argument'] },
        { op: 'Tanh', inputs: ['argument'], outputs: ['tanh'] },
        { op: 'Add', inputs: ['tanh', 'one'], outputs: ['cumulative'] },
      ),
    ],
    ['Gelu by tanh approximation instead of erf at `gelu`'],
  ],
  [
    'quick GELU',
    TEXT,
    [
      nodesFor(
        ['argument', 'erf', 'cumulative', 'product', 'activated'],
        { op: 'Mul', inputs: ['dense', 'quick'], outputs: ['argument'] },
        { op: 'Sigmoid', inputs: ['argument'], outputs: ['gate'] },
        { op: 'Mul', name: 'gelu', inputs: ['dense', 'gate'], outputs: ['activated'] },
      ),
    ],
    ['Gelu by sigmoid approximation instead of erf at `gelu`'],
  ],
  [
    'SiLU in place of GELU',
    TEXT,
    [
      nodesFor(
        ['argument', 'erf', 'cumulative', 'product', 'activated'],
        { op: 'Sigmoid', inputs: ['dense'], outputs: ['gate'] },
        { op: 'Mul', name: 'gelu', inputs: ['dense', 'gate'], outputs: ['activated'] },
      ),
    ],
    ['Swish instead of Gelu at `gelu`'],
  ],
  [
    'a sigmoid with another factor in place of GELU',
    TEXT,
    [
      nodesFor(
        ['argument', 'erf', 'cumulative', 'product', 'activated'],
        { op: 'Mul', inputs: ['dense', 'three'], outputs: ['argument'] },
        { op: 'Sigmoid', inputs: ['argument'], outputs: ['gate'] },
        { op: 'Mul', name: 'gelu', inputs: ['dense', 'gate'], outputs: ['activated'] },
      ),
    ],
    ['Swish instead of Gelu at `gelu`'],
  ],
  [
    'weights rounded to float16',
    IMAGE,
    [rounded('float16')],
    ['weights and biases and scales of 5 layers differ by float16 rounding'],
  ],
  [
    'weights rounded to bfloat16',
    IMAGE,
    [rounded('bfloat16')],
    ['weights and biases and scales of 5 layers differ by bfloat16 rounding'],
  ],
  [
    'labels swapped',
    IMAGE,
    [numbers(/^fc\.w$/, (values) => rows(values, 8, swap37)), numbers(/^fc\.b$/, (values) => rows(values, 1, swap37))],
    ['the weights and bias of Gemm `fc` have their labels 3 and 7 exchanged'],
  ],
  [
    'the mask ignored',
    TEXT,
    [nodesFor(['masked']), reading('masked', 'scores')],
    ['the mask of Softmax `softmax` is ignored', 'input `mask` is used by nothing any more'],
  ],
  [
    'positions off by one',
    TEXT,
    [
      (spec) => ({
        ...spec,
        weights: (spec.weights ?? []).map((one) =>
          one.name === 'position_ids'
            ? int64s(
                'position_ids',
                [1, 12],
                Array.from({ length: 12 }, (_, index) => index + 1),
              )
            : one,
        ),
      }),
    ],
    ['the indices of Gather `place` are 1 higher in every element'],
  ],
  [
    'positions off by one in the table',
    TEXT,
    [numbers(/^places$/, (values) => rows(values, 32, (row) => Math.min(19, row + 1)))],
    ['the table of Gather `place` has its rows moved by one'],
  ],
];

/** By the place among the inputs of an LSTM: what it is, and what is said where it is dropped. */
const OF_AN_LSTM: readonly (readonly [place: number, name: string, says: string])[] = [
  [4, 'lengths', 'the sequence lengths of LSTM `lstm` are dropped'],
  [5, 'h', 'the initial state of LSTM `lstm` is dropped'],
  [6, 'c', 'the initial cell state of LSTM `lstm` is dropped'],
  [7, 'peepholes', 'the peepholes of LSTM `lstm` are dropped'],
];
const LSTM: ModelSpec = {
  inputs: [{ name: 'x', dtype: 'float32', shape: [4, 2, 5] }],
  outputs: [{ name: 'y', dtype: 'float32', shape: [4, 1, 2, 3] }],
  weights: [
    ...(
      [
        ['w', [1, 12, 5]],
        ['r', [1, 12, 3]],
        ['b', [1, 24]],
        ['h', [1, 2, 3]],
        ['c', [1, 2, 3]],
        ['peepholes', [1, 9]],
      ] as const
    ).map(([name, shape], seed) => weight(name, shape, randomFloats(seed, elements(shape)))),
    { name: 'lengths', dtype: 'int32', shape: [2], bytes: new Uint8Array(Int32Array.from([4, 2]).buffer) },
  ],
  nodes: [
    {
      op: 'LSTM',
      name: 'lstm',
      inputs: ['x', 'w', 'r', 'b', 'lengths', 'h', 'c', 'peepholes'],
      outputs: ['y'],
      attributes: { hidden_size: { int: 3 } },
    },
  ],
};

test.each(OF_AN_LSTM)('what an LSTM can do without is named by what it is: input %i, %s', (place, _, says) => {
  const [node] = LSTM.nodes;
  const inputs = (node?.inputs ?? []).map((name, index) => (index === place ? '' : name));
  const a = writeBytes(fileOf(LSTM), 'a.onnx');
  const b = writeBytes(fileOf({ ...LSTM, nodes: LSTM.nodes.map((one) => ({ ...one, inputs })) }), 'b.onnx');
  const found = diffModels(a, b);
  expect('fault' in found ? found.fault : found.changes.map(({ text }) => text)).toEqual([says]);
});

test.each(FAULTS)('%s is named', (_, spec, edits, expected) => {
  const a = writeBytes(fileOf(spec), 'a.onnx');
  const b = writeBytes(fileOf(spec, ...edits), 'b.onnx');
  const found = diffModels(a, b);
  expect('fault' in found ? found.fault : found.changes.map(({ text }) => text)).toEqual(expected);
});
