import type { CoarsePrecision } from '../types.js';
import { floatAttribute } from './attributes.js';
import { FLOAT, isStandard } from './element-types.js';
import { type Name, NodeList } from './node-list.js';
import { type Rewrite, rewriteFile } from './rewrite-nodes.js';

/** Largest relative error of one operation: half the distance of two neighbours, for bfloat16 of the factors alone. */
const ROUNDING: Readonly<Record<Exclude<CoarsePrecision, 'int8'>, number>> = {
  bf16: 2 ** -9,
  f16: 2 ** -11,
  tf32: 2 ** -11,
};
/** Steps from zero to the largest magnitude of a tensor in 8 bits. */
const INT8_STEPS = 127;

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

/**
 * Makes the ONNX file at `path` compute as in coarser arithmetic: factors and results carry the error of rounding to it,
 * drawn anew for each seed, so that no kernels for that type are needed and every run is another sample.
 * @param steering values that are rounded, compared or looked up behind, which stay as they are
 */
export function coarsen(
  path: string,
  precision: CoarsePrecision,
  { seed, steering }: { readonly seed: number; readonly steering: ReadonlySet<string> },
): void {
  rewriteFile(path, coarseArithmetic(precision, seed, steering));
}

export function coarseArithmetic(precision: CoarsePrecision, seed: number, steering: ReadonlySet<string>): Rewrite {
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
    const scale = precision === 'int8' ? list.op('ReduceMax', [list.op('Abs', [value])]) : value;
    return list.op('Add', [value, list.op('Mul', [scale, share])], [], output);
  };
  return (node, { types }) => {
    const type = node.opType ?? '';
    const [name = ''] = node.output ?? [];
    if (!isStandard(node) || types.get(name) !== FLOAT || steering.has(name)) return null;
    const list = new NodeList(name);
    const factors = FACTORS[type] ?? [];
    const input = (node.input ?? []).map((one, index) =>
      factors.includes(index) && one !== '' && types.get(one) === FLOAT ? rounded(list, one) : one,
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
