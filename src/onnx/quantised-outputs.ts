import { constantsOf } from './constants.js';
import { isStandard } from './element-types.js';
import type { onnx } from './proto/onnx.js';

type Graph = onnx.GraphProto.$Properties;
type Node = onnx.NodeProto.$Properties;
type TensorProto = onnx.TensorProto.$Properties;

/** Operators that move or pick values and so stay on their grid; the first input is what they move. */
const MOVES = new Set([
  'Flatten',
  'Gather',
  'Identity',
  'MaxPool',
  'Reshape',
  'Slice',
  'Split',
  'Squeeze',
  'Transpose',
  'Unsqueeze',
]);
const STEPS = 64;

/** An output on a grid: integers, or floats with this distance. */
export interface QuantisedOutput {
  /** Null for integers, whose steps are 1. */
  readonly scale: number | null;
}

/**
 * The outputs that end in a quantiser, by name: its integers, or their dequantised values. Whether a number is rounded up
 * or down there is decided by its last bits, so correct runtimes differ by a step now and then.
 */
export function quantisedOutputs(graph: Graph): Map<string, QuantisedOutput> {
  const producers = new Map(
    (graph.node ?? []).flatMap((node) => (node.output ?? []).map((output) => [output, node] as const)),
  );
  const constants = constantsOf(graph);
  const found = new Map<string, QuantisedOutput>();
  for (const { name } of graph.output ?? []) {
    const node = movedFrom(name ?? '', producers);
    if (node === undefined) continue;
    if (isQuantiser(node)) found.set(name ?? '', { scale: null });
    if (!isStandard(node) || node.opType !== 'DequantizeLinear') continue;
    const source = movedFrom(node.input?.[0] ?? '', producers);
    const scale = scalarOf(constants.get(node.input?.[1] ?? ''));
    if (source !== undefined && isQuantiser(source) && scale !== null) found.set(name ?? '', { scale });
  }
  return found;
}

function isQuantiser({ opType, domain }: Node): boolean {
  const type = opType ?? '';
  return type === 'QuantizeLinear' || type === 'DynamicQuantizeLinear' || type.startsWith('QLinear')
    ? ['', 'ai.onnx', 'com.microsoft'].includes(domain ?? '')
    : false;
}

/** The node that computes a value, beyond those that only move it. */
function movedFrom(value: string, producers: ReadonlyMap<string, Node>): Node | undefined {
  let node = producers.get(value);
  for (let step = 0; step < STEPS && node !== undefined && isStandard(node) && MOVES.has(node.opType ?? ''); step++)
    node = producers.get(node.input?.[0] ?? '');
  return node;
}

/** A single float32 number. */
function scalarOf(tensor: TensorProto | undefined): number | null {
  if (tensor === undefined || tensor.dataType !== 1) return null;
  if ((tensor.dims ?? []).reduce<number>((all, size) => all * Number(size), 1) !== 1) return null;
  const { floatData, rawData } = tensor;
  if (floatData?.[0] !== undefined) return floatData[0];
  if (rawData?.length !== 4) return null;
  return new DataView(rawData.buffer, rawData.byteOffset, 4).getFloat32(0, true);
}
