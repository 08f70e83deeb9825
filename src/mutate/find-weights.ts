import {
  attributeOf,
  isOnnxOperator,
  type Node,
  nodeInWords,
  type ScopedNode,
  type TensorProto,
} from './scoped-nodes.js';

/** A constant tensor that a layer multiplies with. */
export interface WeightUse {
  readonly tensor: TensorProto;
  readonly scoped: ScopedNode;
  /** Axis of the tensor that runs over the layer's outputs. */
  readonly channelAxis: number;
  /** As in `fc1.weight of MatMul /fc1`. */
  readonly where: string;
}

/** Operators with the input that their weight is, and the axis of it that runs over outputs. */
const WEIGHTS: Readonly<Record<string, readonly { readonly input: number; axis(node: Node, rank: number): number }[]>> =
  {
    Conv: [{ input: 1, axis: () => 0 }],
    FusedConv: [{ input: 1, axis: () => 0 }],
    ConvInteger: [{ input: 1, axis: () => 0 }],
    QLinearConv: [{ input: 3, axis: () => 0 }],
    ConvTranspose: [{ input: 1, axis: () => 1 }],
    MatMul: [
      { input: 0, axis: (_, rank) => Math.max(0, rank - 2) },
      { input: 1, axis: (_, rank) => rank - 1 },
    ],
    FusedMatMul: [{ input: 1, axis: (node, rank) => rank - (isSet(node, 'transB') ? 2 : 1) }],
    MatMulInteger: [{ input: 1, axis: (_, rank) => rank - 1 }],
    QLinearMatMul: [{ input: 3, axis: (_, rank) => rank - 1 }],
    Gemm: [{ input: 1, axis: (node) => (isSet(node, 'transB') ? 0 : 1) }],
    // [directions, gates·hidden, …]: a swap exchanges two units of a gate
    LSTM: [1, 2].map((input) => ({ input, axis: () => 1 })),
    GRU: [1, 2].map((input) => ({ input, axis: () => 1 })),
    RNN: [1, 2].map((input) => ({ input, axis: () => 1 })),
  };

/** Weights in the order of the graph, each once, at its first use. Weights behind Cast, DequantizeLinear and the like count. */
export function findWeights(nodes: readonly ScopedNode[]): WeightUse[] {
  const found = new Map<TensorProto, WeightUse>();
  for (const scoped of nodes) {
    const { node } = scoped;
    for (const { input, axis } of WEIGHTS[node.opType ?? ''] ?? []) {
      const origin = originOf(scoped, node.input?.[input] ?? '');
      if (origin === null || found.has(origin.tensor)) continue;
      const rank = (origin.tensor.dims ?? []).length;
      const channelAxis = origin.axes[axis(node, rank)];
      if (rank < 2 || channelAxis === undefined) continue;
      const where = `${origin.tensor.name || (node.input?.[input] ?? '')} of ${nodeInWords(node)}`;
      found.set(origin.tensor, { tensor: origin.tensor, scoped, channelAxis, where });
    }
  }
  return [...found.values()];
}

const isSet = (node: Node, name: string) => Number(attributeOf(node, name)?.i ?? 0) !== 0;

/**
 * The constant behind a name, through operators that keep or reorder its elements.
 * `axes[k]`: the axis of the constant that axis k of the value is.
 */
function originOf(scoped: ScopedNode, name: string): { tensor: TensorProto; axes: readonly number[] } | null {
  let at = name;
  let order: ((axes: readonly number[]) => readonly number[])[] = [];
  for (let steps = 0; steps < 8; steps++) {
    const tensor = scoped.constant(at);
    if (tensor !== undefined) {
      const own = (tensor.dims ?? []).map((_, axis) => axis);
      return { tensor, axes: order.reduceRight((axes, turn) => turn(axes), own as readonly number[]) };
    }
    const producer = scoped.producer(at);
    if (producer === undefined) return null;
    if (isOnnxOperator(producer, 'Transpose')) {
      const perm = (attributeOf(producer, 'perm')?.ints ?? []).map(Number);
      order = [...order, (axes) => (perm.length === 0 ? axes.toReversed() : perm.map((from) => axes[from] ?? 0))];
    } else if (!isOnnxOperator(producer, 'Identity', 'Cast', 'CastLike', 'DequantizeLinear')) return null;
    at = producer.input?.[0] ?? '';
  }
  return null;
}
