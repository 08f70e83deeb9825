import type { onnx } from './proto/onnx.js';

type Graph = onnx.GraphProto.$Properties;
type Node = onnx.NodeProto.$Properties;

/**
 * Operators whose kernels round on the scale of their range, [0, 1], not of their result: ONNX Runtime's logistic
 * function, like most vectorised ones, is a polynomial plus 0.5, so even 1e-3 is only known to about 2^-24.
 */
const ROUNDS_ON_ITS_RANGE = new Set(['Sigmoid', 'HardSigmoid']);

/** Operators that propagate such a rounding: they move, pick or average values, or multiply them by at most 1. */
const CARRIES = new Set([
  'AveragePool',
  'Cast',
  'Clip',
  'Concat',
  'Flatten',
  'Gather',
  'Identity',
  'Max',
  'MaxPool',
  'Min',
  'Mul',
  'ReduceMax',
  'ReduceMean',
  'ReduceMin',
  'Reshape',
  'Slice',
  'Split',
  'Squeeze',
  'Transpose',
  'Unsqueeze',
]);

/** How far from the output the search goes: rounding further inside is measured by the jitter. */
const STEPS = 64;

/** Names of the graph's outputs whose values are rounded on the scale of 1, however small they are. */
export function outputsRoundedAbsolutely(graph: Graph): Set<string> {
  const scope: Scope = { producers: producersOf(graph), outer: null };
  const names = (graph.output ?? []).map(({ name }) => name ?? '');
  return new Set(names.filter((name) => isRounded(scope, name, STEPS)));
}

/** A branch sees the values of the graphs around it. */
interface Scope {
  readonly producers: ReadonlyMap<string, Node>;
  readonly outer: Scope | null;
}

function isRounded(start: Scope, output: string, steps: number): boolean {
  const pending = [output];
  const seen = new Set<string>();
  for (let value = pending.pop(); value !== undefined && seen.size < steps; value = pending.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    const [node, scope] = producerOf(start, value);
    if (node === undefined) continue;
    const type = node.opType ?? '';
    if (ROUNDS_ON_ITS_RANGE.has(type)) return true;
    if (type === 'If' && branches(node).some((branch) => isBranchRounded(branch, node, value, scope, steps)))
      return true;
    if (CARRIES.has(type)) pending.push(...(node.input ?? []).filter((input) => input !== ''));
  }
  return false;
}

/** Outputs of a branch are the outputs of its If, in order. */
function isBranchRounded(branch: Graph, node: Node, value: string, outer: Scope, steps: number): boolean {
  const inner = branch.output?.[(node.output ?? []).indexOf(value)]?.name;
  return inner != null && steps > 1 && isRounded({ producers: producersOf(branch), outer }, inner, steps / 2);
}

/** The node that produces a value, and the graph that the node is in. */
function producerOf(start: Scope, value: string): [Node | undefined, Scope] {
  for (let scope: Scope | null = start; scope !== null; scope = scope.outer) {
    const node = scope.producers.get(value);
    if (node !== undefined) return [node, scope];
  }
  return [undefined, start];
}

function branches(node: Node): Graph[] {
  return (node.attribute ?? []).flatMap(({ g }) => (g == null ? [] : [g]));
}

function producersOf(graph: Graph): Map<string, Node> {
  return new Map((graph.node ?? []).flatMap((node) => (node.output ?? []).map((output) => [output, node] as const)));
}
