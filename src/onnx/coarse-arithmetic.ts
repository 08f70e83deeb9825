import type { CoarsePrecision } from '../types.js';
import { floatAttribute } from './attributes.js';
import { FLOAT, isStandard } from './element-types.js';
import { type Name, NodeList } from './node-list.js';
import type { onnx } from './proto/onnx.js';
import { type Rewrite, rewriteFile } from './rewrite-nodes.js';

/** Largest relative error of one operation: half the distance of two neighbours, for bfloat16 of the factors alone. */
const ROUNDING: Readonly<Record<Exclude<CoarsePrecision, 'int8'>, number>> = {
  bf16: 2 ** -9,
  f16: 2 ** -11,
  tf32: 2 ** -11,
};
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

export interface Coarsening {
  readonly seed: number;
  /** Values that are rounded, compared or looked up behind, which stay as they are. */
  readonly steering: ReadonlySet<string>;
  /** By value: the largest magnitude that it has in any case, for 8 bits; that of the run itself where it is left out. */
  readonly ranges?: ReadonlyMap<string, number>;
}

/**
 * Makes the ONNX file at `path` compute as in coarser arithmetic: factors and results carry the error of rounding to it,
 * drawn anew for each seed, so that no kernels for that type are needed and every run is another sample.
 */
export function coarsen(path: string, precision: CoarsePrecision, coarsening: Coarsening): void {
  rewriteFile(path, coarseArithmetic(precision, coarsening));
}

/** Which inputs of a node are factors of products in float32 that are rounded. */
export function factorsOf(node: Node, types: ReadonlyMap<string, number>, steering: ReadonlySet<string>): Name[] {
  const [name = ''] = node.output ?? [];
  if (!isStandard(node) || types.get(name) !== FLOAT || steering.has(name)) return [];
  const factors = FACTORS[node.opType ?? ''] ?? [];
  return (node.input ?? []).filter((one, index) => factors.includes(index) && one !== '' && types.get(one) === FLOAT);
}

export function coarseArithmetic(precision: CoarsePrecision, { seed, steering, ranges }: Coarsening): Rewrite {
  let draws = 0;
  /** The value with an error of at most `size` of it, or of the largest of its tensor. */
  const rounded = (list: NodeList, value: Name, output?: Name): Name => {
    draws += 1;
    const most = precision === 'int8' ? 0.5 / INT8_STEPS : ROUNDING[precision];
    const range = [
      floatAttribute('low', -most),
      floatAttribute('high', most),
      floatAttribute('seed', seed * 4099 + draws),
    ];
    const share = list.op('RandomUniformLike', [value], range);
    const known = ranges?.get(value);
    const scale =
      precision !== 'int8'
        ? value
        : known === undefined
          ? list.op('ReduceMax', [list.op('Abs', [value])])
          : list.float(known);
    return list.op('Add', [value, list.op('Mul', [scale, share])], [], output);
  };
  return (node, { types }) => {
    const type = node.opType ?? '';
    const [name = ''] = node.output ?? [];
    if (!isStandard(node) || types.get(name) !== FLOAT || steering.has(name)) return null;
    const list = new NodeList(name);
    const factors = FACTORS[type] ?? [];
    const roundable = new Set(factorsOf(node, types, steering));
    const input = (node.input ?? []).map((one, index) =>
      factors.includes(index) && roundable.has(one) ? rounded(list, one) : one,
    );
    // In 8 bits only products are computed.
    const keeps = precision === 'int8' || MOVES.has(type);
    if (keeps) return factors.length === 0 ? null : [...list.nodes, { ...node, input }];
    const before = list.nodes.length;
    const plain = `${name}__plain`;
    rounded(list, plain, name);
    const own = { ...node, input, output: [plain, ...(node.output ?? []).slice(1)] };
    return [...list.nodes.slice(0, before), own, ...list.nodes.slice(before)];
  };
}
