import { DTYPES } from '../tensor/dtype.js';
import { intOf, intsOf } from './attributes.js';
import { statedShape } from './constants.js';
import { FLOAT, isStandard } from './element-types.js';
import { NodeList } from './node-list.js';
import { noiseLike } from './noise-like.js';
import type { onnx } from './proto/onnx.js';
import { type Rewrite, rewriteNodes } from './rewrite-nodes.js';

type Node = onnx.NodeProto.$Properties;
type Graph = onnx.GraphProto.$Properties;

/**
 * Error of a convolution by Winograd's transform, in unit roundoffs of √Σt² for terms t: its tiles are sums of inputs with
 * factors up to 21, which cancel. Measured (docs/numerics.md): ncnn is at up to 44 with 12 to 35 channels, and single
 * elements are at up to 830; with eight times the noise floor, three times as much passes. MNN adds channel after channel,
 * whose error grows as √C: 26 with 64 channels, 49 with 256.
 */
const ROUNDOFFS = 16;
const CHANNELS = 64;

function roundoffs(weight: readonly (number | null)[] | null): number {
  return ROUNDOFFS * Math.sqrt(Math.max(1, (weight?.[1] ?? 1) / CHANNELS));
}

/** Whether a graph has convolutions that runtimes compute by Winograd's transform. */
export function hasWinogradConvolutions(graph: Graph): boolean {
  let found = false;
  rewriteNodes(graph, (node, { graph: own, constants }) => {
    found ||= isWinograd(node, statedShape(own, constants, node.input?.[1] ?? ''));
    return null;
  });
  return found;
}

/** Writes behind every such convolution its result with the error that the transform makes. */
export function withWinogradRounding(seed: number): Rewrite {
  let count = 0;
  return (node, { graph, opset, types, constants }) => {
    const [name = ''] = node.output ?? [];
    const weight = statedShape(graph, constants, node.input?.[1] ?? '');
    if (types.get(name) !== FLOAT || !isWinograd(node, weight)) return null;
    const list = new NodeList(name);
    const plain = `${name}__plain`;
    const squares = (node.input ?? []).slice(0, 2).map((factor) => list.op('Mul', [factor, factor]));
    const size = list.op('Sqrt', [list.op('Conv', squares, node.attribute ?? [])]);
    const random = noiseLike(
      list,
      plain,
      { deviation: roundoffs(weight) * DTYPES.float32.unitRoundoff },
      { seed: seed + 100 * ++count, opset },
    );
    list.op('Add', [plain, list.op('Mul', [random, size])], [], name);
    return [{ ...node, output: [plain] }, ...list.nodes];
  };
}

/** 3×3, or 5×5 as MNN computes it, without strides or gaps; in groups if each has more than one channel. */
function isWinograd(node: Node, weight: readonly (number | null)[] | null): boolean {
  if (node.opType !== 'Conv' || !isStandard(node)) return false;
  if (intOf(node, 'group', 1) !== 1 && (weight?.[1] ?? 1) === 1) return false;
  const kernel = intsOf(node, 'kernel_shape') ?? weight?.slice(2) ?? [];
  const ones = (key: string) => (intsOf(node, key) ?? []).every((size) => size === 1);
  const [size] = kernel;
  const isSquare = kernel.length === 2 && kernel.every((one) => one === size);
  return isSquare && (size === 3 || size === 5) && ones('strides') && ones('dilations');
}
