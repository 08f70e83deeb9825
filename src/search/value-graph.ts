import { isStandard } from '../onnx/element-types.js';
import { namesReadBy } from '../onnx/part-of-model.js';
import type { onnx } from '../onnx/proto/onnx.js';

type Graph = onnx.GraphProto.$Properties;
type Node = onnx.NodeProto.$Properties;

/** A node of the outermost graph whose results depend on the numbers that the model is given. */
export interface Operator {
  /** Its place among all nodes of the file, from 0. */
  readonly index: number;
  readonly node: Node;
  /** The values that it reads and that operators make, each once. */
  readonly reads: readonly string[];
  readonly makes: readonly string[];
  /** What it reads that is computed from constants and sizes alone, other than moved weights: nobody observes these. */
  readonly computedConstants: readonly string[];
}

/** What a search for a fault needs to know of a graph: branches, bodies and functions are one piece. */
export interface ValueGraph {
  /** In an order in which they can run. */
  readonly operators: readonly Operator[];
  /** Nodes that compute from constants and sizes alone, other than moving weights; in the same order. */
  readonly constants: readonly Operator[];
  /** Number of nodes in the file, those that compute constants and sizes too. */
  readonly nodes: number;
  /** Outputs of the model that operators make. */
  readonly outputs: readonly string[];
  /** Computed from constants and sizes alone, by nodes other than Constant. */
  readonly fixed: ReadonlySet<string>;
}

/** They know the sizes of what they read, not its numbers. */
const OF_SIZES = new Set(['Shape', 'Size']);
const DRAWING = /^(Random|Bernoulli$|Multinomial$)/;
/** A weight behind these is still the weight. */
const MOVES = new Set(['Cast', 'Concat', 'Identity', 'Reshape', 'Slice', 'Squeeze', 'Transpose', 'Unsqueeze']);

export function valueGraph(graph: Graph): ValueGraph {
  const made = new Map<string, Operator>();
  const fixed = new Map<string, 'constant' | 'moved' | 'computed'>();
  for (const { name } of graph.initializer ?? []) fixed.set(name ?? '', 'constant');
  for (const { values } of graph.sparseInitializer ?? []) fixed.set(values?.name ?? '', 'constant');
  const given = new Set((graph.input ?? []).map(({ name }) => name ?? '').filter((name) => !fixed.has(name)));
  const operators: Operator[] = [];
  const constants: Operator[] = [];
  for (const [index, node] of (graph.node ?? []).entries()) {
    const read = [...new Set(namesReadBy(node))];
    const makes = (node.output ?? []).filter((name) => name !== '');
    const isFixed =
      (isStandard(node) && OF_SIZES.has(node.opType ?? '')) ||
      (!DRAWING.test(node.opType ?? '') && read.every((name) => fixed.has(name)));
    const operator: Operator = {
      index,
      node,
      reads: read.filter((name) => made.has(name) || given.has(name)),
      makes,
      computedConstants: read.filter((name) => fixed.get(name) === 'computed'),
    };
    if (isFixed) {
      const kind = kindOf(node, read, fixed);
      for (const name of makes) fixed.set(name, kind);
      if (kind === 'computed') constants.push(operator);
      continue;
    }
    operators.push(operator);
    for (const name of makes) made.set(name, operator);
  }
  const withoutInputs = (one: Operator) => ({ ...one, reads: one.reads.filter((name) => made.has(name)) });
  return {
    operators: operators.map(withoutInputs),
    constants: constants.map(withoutInputs),
    nodes: (graph.node ?? []).length,
    outputs: (graph.output ?? []).flatMap(({ name }) => (made.has(name ?? '') ? [name ?? ''] : [])),
    fixed: new Set(
      (graph.node ?? [])
        .filter(({ opType }) => opType !== 'Constant')
        .flatMap(({ output }) => output ?? [])
        .filter((name) => fixed.has(name)),
    ),
  };
}

function kindOf({ opType }: Node, read: readonly string[], fixed: ReadonlyMap<string, string>) {
  if (opType === 'Constant') return 'constant' as const;
  const moves = MOVES.has(opType ?? '') && read.every((name) => fixed.get(name) !== 'computed');
  return moves ? ('moved' as const) : ('computed' as const);
}

/** The operators that `values` are computed from, in order; what is given is not computed. */
export function operatorsBehind(
  { operators }: Pick<ValueGraph, 'operators'>,
  values: readonly string[],
  given: ReadonlySet<string> = new Set(),
): Operator[] {
  const needed = new Set(values);
  const found: Operator[] = [];
  for (const operator of operators.toReversed()) {
    if (!operator.makes.some((name) => needed.has(name) && !given.has(name))) continue;
    found.push(operator);
    for (const name of operator.reads) if (!given.has(name)) needed.add(name);
  }
  return found.reverse();
}

/** The nodes that compute the constants of an operator, in order. */
export function constantsBehind({ constants }: Pick<ValueGraph, 'constants'>, operator: Operator): Operator[] {
  const needed = new Set(operator.computedConstants);
  const found: Operator[] = [];
  for (const one of constants.toReversed()) {
    if (!one.makes.some((name) => needed.has(name))) continue;
    found.push(one);
    for (const name of one.computedConstants) needed.add(name);
  }
  return found.reverse();
}

/** What some operators read and do not make themselves. */
export function readFromAround(operators: readonly Operator[]): string[] {
  const own = new Set(operators.flatMap(({ makes }) => makes));
  return [...new Set(operators.flatMap(({ reads }) => reads))].filter((name) => !own.has(name));
}
