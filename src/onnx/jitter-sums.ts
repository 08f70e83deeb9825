import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { DTYPES } from '../tensor/dtype.js';
import { coin } from './jitter.js';
import type { OnnxModel } from './onnx-model.js';
import { onnx } from './proto/onnx.js';

type Graph = onnx.GraphProto.$Properties;
type Node = onnx.NodeProto.$Properties;

const { AttributeType } = onnx.AttributeProto;
const FLOAT = 1;
/** Operators that add up many terms. */
const SUMS = new Set(['GlobalAveragePool', 'ReduceL1', 'ReduceL2', 'ReduceMean', 'ReduceSum', 'ReduceSumSquare']);
/** Since this operator set, a value can be cast to the element type of another one, whatever that is. */
const HAS_CAST_LIKE = 15;
/** The graph is rewritten in memory, which would take too much for larger files. */
const LARGEST_FILE = 256 * 2 ** 20;

/**
 * Adds to a copy of a model what moving its weights cannot show: a float32 sum of n terms is rounded n times, in an order
 * that every runtime chooses for itself, which for equal terms is u·√n/3 of the result. Each sum is multiplied by 1 plus
 * or minus that, n being the ratio of the sizes before and after, so that no shape has to be known.
 *
 * Sums that might not be float32 are left unchanged: before operator set 15, those whose type the model does not state.
 * So are all sums in files above 256 MiB.
 * @param path of the copy
 * @param original what the copy is of
 */
export function jitterSums(path: string, { operators, opsets }: OnnxModel, seed: number): void {
  if (!operators.some(({ type }) => SUMS.has(type)) || statSync(path).size > LARGEST_FILE) return;
  const model = onnx.ModelProto.decode(readFileSync(path));
  if (model.graph == null) return;
  const node = withJitteredSums(model.graph, opsets['ai.onnx'] ?? 0, seed);
  if (node.length === (model.graph.node ?? []).length) return;
  writeFileSync(path, onnx.ModelProto.encode({ ...model, graph: { ...model.graph, node } }).finish());
}

/**
 * The nodes of the main graph, with the factor behind each sum.
 * @param opset of ONNX's own operators
 */
export function withJitteredSums(graph: Graph, opset: number, seed: number): Node[] {
  const types = new Map(
    [...(graph.valueInfo ?? []), ...(graph.output ?? [])].map(({ name, type }) => [name, type?.tensorType?.elemType]),
  );
  const up = coin(seed);
  return (graph.node ?? []).flatMap((node) => {
    const type = types.get(node.output?.[0] ?? '');
    const isFloat = type === FLOAT || (type === undefined && opset >= HAS_CAST_LIKE);
    const isOnnx = (node.domain ?? '') === '' || node.domain === 'ai.onnx';
    if (!isOnnx || !isFloat || !SUMS.has(node.opType ?? '')) return [node];
    return withFactor(node, (up() === 1 ? 1 : -1) / 3, type === undefined);
  });
}

/** The sum under another name, and sum + sum·√(size before / size after)·share·u under its original name. */
function withFactor(node: Node, share: number, isTypeOpen: boolean): Node[] {
  const [before = ''] = node.input ?? [];
  const [name = ''] = node.output ?? [];
  const part = (what: string) => `${name}__${what}`;
  const sum = part('sum');
  const make = (opType: string, input: string[], output: string, attribute: Node['attribute'] = []): Node => ({
    opType,
    name: `${output}__node`,
    input,
    output: [output],
    attribute,
  });
  const toFloat = [{ name: 'to', type: AttributeType.INT, i: FLOAT }];
  const step = { dims: [], dataType: FLOAT, floatData: [share * DTYPES.float32.unitRoundoff] };
  return [
    { ...node, output: [sum, ...(node.output ?? []).slice(1)] },
    make('Size', [before], part('size_before')),
    make('Size', [sum], part('size_after')),
    make('Cast', [part('size_before')], part('before'), toFloat),
    make('Cast', [part('size_after')], part('after'), toFloat),
    make('Div', [part('before'), part('after')], part('terms')),
    make('Sqrt', [part('terms')], part('walk')),
    make('Constant', [], part('step'), [{ name: 'value', type: AttributeType.TENSOR, t: step }]),
    make('Mul', [part('walk'), part('step')], part('share')),
    ...(isTypeOpen ? [make('CastLike', [part('share'), sum], part('typed'))] : []),
    make('Mul', [sum, part(isTypeOpen ? 'typed' : 'share')], part('rounding')),
    make('Add', [sum, part('rounding')], name),
  ];
}
