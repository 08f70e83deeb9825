import type { CoarsePrecision } from '../types.js';
import { FLOAT, isStandard } from './element-types.js';
import { type Name, NodeList } from './node-list.js';
import { noiseLike } from './noise-like.js';
import type { onnx } from './proto/onnx.js';
import { type Rewrite, rewriteFile } from './rewrite-nodes.js';

/** Largest relative error of one operation: half the distance of two neighbours, for bfloat16 of the factors alone. */
const ROUNDING: Readonly<Record<Exclude<CoarsePrecision, 'int8'>, number>> = {
  bf16: 2 ** -9,
  f16: 2 ** -11,
  tf32: 2 ** -11,
};
const SIGNIFICANT_BITS = { f32: 24, bf16: 8, f16: 11, tf32: 11 } as const;
/** Steps from zero to the largest magnitude of a tensor in 8 bits. */
const INT8_STEPS = 127;

type Node = onnx.NodeProto.$Properties;

/** Operators that multiply, with the inputs that are factors. */
const FACTORS: Readonly<Record<string, readonly number[]>> = {
  Conv: [0, 1],
  ConvTranspose: [0, 1],
  Gemm: [0, 1],
  GRU: [0, 1, 2],
  LSTM: [0, 1, 2],
  MatMul: [0, 1],
  RNN: [0, 1, 2],
};

/** Operators whose results are their inputs, moved or picked. */
const MOVES = new Set([
  'Concat',
  'Constant',
  'DepthToSpace',
  'Expand',
  'Flatten',
  'Gather',
  'GatherElements',
  'GatherND',
  'Identity',
  'Max',
  'MaxPool',
  'Min',
  'Pad',
  'Relu',
  'Reshape',
  'Slice',
  'SpaceToDepth',
  'Split',
  'Squeeze',
  'Tile',
  'Transpose',
  'Unsqueeze',
  'Where',
]);

/** Operators whose results a quantiser that calibrates rounds to 8 bits, besides those that multiply. */
const QUANTISED = new Set([
  ...Object.keys(FACTORS),
  'Add',
  'AveragePool',
  'BatchNormalization',
  'GlobalAveragePool',
  'InstanceNormalization',
  'LayerNormalization',
  'LeakyRelu',
  'Mul',
  'Resize',
  'Sigmoid',
  'Softmax',
]);

export interface Coarsening {
  readonly seed: number;
  /** Values that are rounded, compared or looked up behind, which stay as they are. */
  readonly steering: ReadonlySet<string>;
  /**
   * By value: the largest magnitude that it has in any case, for 8 bits. A factor that is left out has that of the run
   * itself; a result that is left out is not rounded.
   */
  readonly ranges?: ReadonlyMap<string, number>;
}

/**
 * Makes the ONNX file at `path` compute as in coarser arithmetic: factors and results carry the error of rounding to it,
 * drawn anew for each seed, so that no kernels for that type are needed and every run is another sample.
 */
export function coarsen(path: string, precision: CoarsePrecision, coarsening: Coarsening): void {
  rewriteFile(path, coarseArithmetic(precision, coarsening));
}

/** The result of a node that a quantiser rounds to its range over all cases; null when it is not rounded. */
export function quantisedResult(
  node: Node,
  types: ReadonlyMap<string, number>,
  steering: ReadonlySet<string>,
): Name | null {
  const [name = ''] = node.output ?? [];
  const is = isStandard(node) && QUANTISED.has(node.opType ?? '') && types.get(name) === FLOAT && !steering.has(name);
  return is ? name : null;
}

/** Which inputs of a node are factors of products in float32 that are rounded. */
export function factorsOf(node: Node, types: ReadonlyMap<string, number>, steering: ReadonlySet<string>): Name[] {
  const [name = ''] = node.output ?? [];
  if (!isStandard(node) || types.get(name) !== FLOAT || steering.has(name)) return [];
  const factors = FACTORS[node.opType ?? ''] ?? [];
  return (node.input ?? []).filter((one, index) => factors.includes(index) && one !== '' && types.get(one) === FLOAT);
}

/** Beyond this a number is not split: what is as large masks others. */
const LARGEST_SPLIT = 1e30;

/**
 * 0 where a type of fewer bits has the number itself, as it has 0, 1 and every small integer, and 1 elsewhere. Rounding
 * leaves these as they are, and a mask relies on it: 1 − 1 has to stay 0 before it is multiplied by −10⁴. The leading bits
 * are split off in float32 as Dekker and Veltkamp do, since not every operator set can cast to these types.
 */
function offType(list: NodeList, value: Name, precision: Exclude<CoarsePrecision, 'int8'>): Name {
  const near = list.op('Max', [list.op('Min', [value, list.float(LARGEST_SPLIT)]), list.float(-LARGEST_SPLIT)]);
  const spread = list.op('Mul', [near, list.float(2 ** (SIGNIFICANT_BITS.f32 - SIGNIFICANT_BITS[precision]) + 1)]);
  const leading = list.op('Sub', [spread, list.op('Sub', [spread, near])]);
  return list.op('Sign', [list.op('Abs', [list.op('Sub', [near, leading])])]);
}

/** How far from a step of 8 bits, in steps, counts as between two. */
const BETWEEN_STEPS = 1e-3;
/** In place of a range of zero. */
const SMALLEST_RANGE = 1e-30;

/** 0 where a number is on a step of 8 bits, as 0 and the largest are, and 1 elsewhere. */
function offSteps(list: NodeList, value: Name, range: Name): Name {
  const step = list.op('Mul', [list.op('Max', [range, list.float(SMALLEST_RANGE)]), list.float(1 / INT8_STEPS)]);
  const steps = list.op('Div', [value, step]);
  const nearest = list.op('Floor', [list.op('Add', [steps, list.float(0.5)])]);
  const off = list.op('Sub', [list.op('Abs', [list.op('Sub', [steps, nearest])]), list.float(BETWEEN_STEPS)]);
  return list.op('Sign', [list.op('Max', [off, list.float(0)])]);
}

export function coarseArithmetic(precision: CoarsePrecision, { seed, steering, ranges }: Coarsening): Rewrite {
  let draws = 0;
  /** Results that are in 8 bits already, and what only moves them. */
  const quantised = new Set<Name>();
  /** The value with an error of at most `size` of it, or of the largest of its tensor. */
  const rounded = (
    list: NodeList,
    value: Name,
    { opset, output, range }: { opset: number; output?: Name; range?: number | undefined },
  ): Name => {
    draws += 1;
    const most = precision === 'int8' ? 0.5 / INT8_STEPS : ROUNDING[precision];
    const drawn = noiseLike(list, value, { low: -most, high: most }, { seed: seed * 4099 + draws, opset });
    const scale =
      precision !== 'int8'
        ? value
        : range === undefined
          ? list.op('ReduceMax', [list.op('Abs', [value])])
          : list.float(range);
    const off = precision === 'int8' ? offSteps(list, value, scale) : offType(list, value, precision);
    const share = list.op('Mul', [drawn, off]);
    return list.op('Add', [value, list.op('Mul', [scale, share])], [], output);
  };
  return (node, { opset, types }) => {
    const type = node.opType ?? '';
    const [name = '', ...others] = node.output ?? [];
    if (!isStandard(node) || types.get(name) !== FLOAT || steering.has(name)) return null;
    const list = new NodeList(name);
    const factors = FACTORS[type] ?? [];
    const roundable = new Set(factorsOf(node, types, steering));
    const input = (node.input ?? []).map((one, index) =>
      factors.includes(index) && roundable.has(one) && !quantised.has(one)
        ? rounded(list, one, { opset, range: ranges?.get(one) })
        : one,
    );
    const range = quantisedResult(node, types, steering) === null ? undefined : ranges?.get(name);
    if (range !== undefined || (MOVES.has(type) && quantised.has(node.input?.[0] ?? ''))) quantised.add(name);
    if (precision === 'int8' ? range === undefined : MOVES.has(type))
      return factors.length === 0 ? null : [...list.nodes, { ...node, input }];
    const before = list.nodes.length;
    const plain = `${name}__plain`;
    rounded(list, plain, { opset, output: name, range });
    const own = { ...node, input, output: [plain, ...others] };
    return [...list.nodes.slice(0, before), own, ...list.nodes.slice(before)];
  };
}
