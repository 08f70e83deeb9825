import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { constantsOf } from './constants.js';
import { elementTypes, FLOAT, isStandard } from './element-types.js';
import { coin } from './jitter.js';
import { movedQuantiser } from './moved-quantisers.js';
import { NodeList } from './node-list.js';
import type { OnnxModel } from './onnx-model.js';
import { orderedResult } from './ordered-sums.js';
import { onnx } from './proto/onnx.js';
import { roundedSum } from './rounded-sums.js';

type Graph = onnx.GraphProto.$Properties;
type Node = onnx.NodeProto.$Properties;
type TensorProto = onnx.TensorProto.$Properties;

/** The graph is rewritten in memory, which would take too much for larger files. */
const LARGEST_FILE = 2 ** 30;

/**
 * Adds to a copy of a model what moving its weights cannot show: that a float32 sum of n terms is rounded n times, in an
 * order that every runtime chooses for itself. Reductions, means and normalisations are moved half the way to the same
 * sums taken plainly one term after the other, so that eight times the noise floor is four times the error of the worst
 * order; long products of matrices, and sums before there was CumSum, get the error that such an order is known to make.
 *
 * Quantisers get an input that is moved by a small part of a step.
 *
 * Sums in files above 1 GiB are left unchanged, and so are those that are not known to be float32.
 * @param path of the copy
 * @param original what the copy is of
 * @param seed of the run: runs differ in the direction of summation
 * @param steering values that are rounded, compared or looked up behind, which stay as they are
 */
export function jitterSums(path: string, { opsets }: OnnxModel, seed: number, steering: ReadonlySet<string>): void {
  if (statSync(path).size > LARGEST_FILE) return;
  const model = onnx.ModelProto.decode(readFileSync(path));
  if (model.graph == null) return;
  const graph = withJitteredSums(model.graph, { opset: opsets['ai.onnx'] ?? 0, seed, steering });
  if (graph === model.graph) return;
  writeFileSync(path, onnx.ModelProto.encode({ ...model, graph }).finish());
}

interface Rewriting {
  /** Of ONNX's own operators. */
  readonly opset: number;
  readonly seed: number;
  readonly steering: ReadonlySet<string>;
}

interface Surroundings {
  readonly types: ReadonlyMap<string, number>;
  readonly constants: ReadonlyMap<string, TensorProto>;
}

/** @returns the same object when there is nothing to change */
export function withJitteredSums(
  graph: Graph,
  rewriting: Rewriting,
  around: Surroundings = { types: new Map(), constants: new Map() },
): Graph {
  const types = elementTypes(graph, around.types);
  const constants = new Map([...around.constants, ...constantsOf(graph)]);
  const up = coin(rewriting.seed);
  let changed = false;
  const node = (graph.node ?? []).flatMap((one) => {
    const own = withJitteredBodies(one, rewriting, { types, constants });
    const backwards = up() === 1;
    const written = jittered(own, { graph, types, constants, backwards, ...rewriting });
    changed ||= own !== one || written !== null;
    return written ?? [own];
  });
  return changed ? { ...graph, node } : graph;
}

/** The branches and bodies of If, Loop and Scan. */
function withJitteredBodies(node: Node, rewriting: Rewriting, around: Surroundings): Node {
  let changed = false;
  const attribute = (node.attribute ?? []).map((one) => {
    const g = one.g == null ? null : withJitteredSums(one.g, rewriting, around);
    if (g === null || g === one.g) return one;
    changed = true;
    return { ...one, g };
  });
  return changed ? { ...node, attribute } : node;
}

interface NodeContext extends Rewriting, Surroundings {
  readonly graph: Graph;
  readonly backwards: boolean;
}

/**
 * The node under another name for its result, and what makes the result from it, or a quantiser with a moved input; null
 * when it is neither a float32 sum nor a quantiser.
 */
function jittered(node: Node, { types, steering, ...context }: NodeContext): Node[] | null {
  const [name = ''] = node.output ?? [];
  if (isStandard(node) && types.get(node.input?.[0] ?? '') === FLOAT) {
    const moved = movedQuantiser(node, context);
    if (moved !== null) return moved;
  }
  if (name === '' || !isStandard(node) || types.get(name) !== FLOAT || steering.has(name)) return null;
  const list = new NodeList(name);
  const plain = `${name}__plain`;
  const ordered = orderedResult(list, node, plain, context);
  if (ordered !== null) {
    const half = list.float(0.5);
    // Not plain + (ordered − plain) / 2, which turns infinity into NaN.
    list.op('Add', [list.op('Mul', [plain, half]), list.op('Mul', [ordered, half])], [], name);
  } else {
    const rounded = roundedSum(list, node, plain, context);
    if (rounded === null) return null;
    list.op('Identity', [rounded], [], name);
  }
  return [{ ...node, output: [plain, ...(node.output ?? []).slice(1)] }, ...list.nodes];
}
