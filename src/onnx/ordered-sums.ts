import { intAttribute, intOf, intsOf } from './attributes.js';
import { int64sOf } from './constants.js';
import type { Name, NodeList } from './node-list.js';
import type { onnx } from './proto/onnx.js';

type Node = onnx.NodeProto.$Properties;
type TensorProto = onnx.TensorProto.$Properties;

/** CumSum, which adds plainly one term after the other, is there since this operator set. */
export const HAS_CUMSUM = 11;
/** Since this operator set a softmax runs along one axis; before, over everything from its axis on. */
const SOFTMAX_ALONG_AXIS = 13;
/** Slice takes what is beyond the end as the end. */
const END = 2 ** 31 - 1;

/** Where a sum is computed again. */
export interface SumContext {
  /** Of ONNX's own operators. */
  readonly opset: number;
  /** Tensors that the graph holds, for axes that are inputs. */
  readonly constants: ReadonlyMap<string, TensorProto>;
  /** Add the last term first. */
  readonly backwards: boolean;
}

type Ordered = (list: NodeList, node: Node, plain: Name, context: SumContext) => Name | null;

/**
 * Operators that add up many terms, computed with sums taken plainly one term after the other: what the simplest correct
 * runtime does, and the worst of all orders that a correct runtime may choose.
 */
const ORDERED: Readonly<Record<string, Ordered>> = {
  CumSum: otherEnd,
  GlobalAveragePool: (list, node, _, context) =>
    meanOf(list, list.op('Reshape', [node.input?.[0] ?? '', list.integers([0, 0, -1])]), [2], context),
  InstanceNormalization: instanceNormalisation,
  LayerNormalization: layerNormalisation,
  LogSoftmax: (list, node, plain, context) => {
    const line = alongSoftmax(list, node, plain, context);
    const sum = lineSum(list, list.op('Exp', [line.value]), line.axis, context);
    return list.op('Sub', [line.value, list.op('Log', [sum])]);
  },
  ReduceL1: reduced((list, x) => list.op('Abs', [x])),
  ReduceL2: reduced(square, (list, sum) => list.op('Sqrt', [sum])),
  ReduceLogSum: reduced(same, (list, sum) => list.op('Log', [sum])),
  ReduceMean: (list, node, _, context) => {
    const axes = axesOf(node, context);
    return axes === null ? null : meanOf(list, node.input?.[0] ?? '', axes, context);
  },
  ReduceSum: reduced(same),
  ReduceSumSquare: reduced(square),
  Softmax: (list, node, plain, context) => {
    const { value, axis } = alongSoftmax(list, node, plain, context);
    return list.op('Div', [value, lineSum(list, value, axis, context)]);
  },
};

/**
 * Writes behind `node` its result with sums taken one term after the other.
 * @param plain the node's own result
 * @returns the name of the result, in the shape of `plain`; null for other operators, and where the axes are not known
 */
export function orderedResult(list: NodeList, node: Node, plain: Name, context: SumContext): Name | null {
  if (context.opset < HAS_CUMSUM) return null;
  const type = node.opType ?? '';
  const ordered = Object.hasOwn(ORDERED, type) ? ORDERED[type]?.(list, node, plain, context) : undefined;
  return ordered == null ? null : list.op('Reshape', [ordered, list.op('Shape', [plain])]);
}

type Elementwise = (list: NodeList, value: Name) => Name;

function same(_: NodeList, value: Name): Name {
  return value;
}

function square(list: NodeList, value: Name): Name {
  return list.op('Mul', [value, value]);
}

function reduced(term: Elementwise, after: Elementwise = same): Ordered {
  return (list, node, _, context) => {
    const axes = axesOf(node, context);
    return axes === null ? null : after(list, sumOf(list, term(list, node.input?.[0] ?? ''), axes, context));
  };
}

/** Axes of a reduction: none for all of them. Null where they are computed, or are none because there are none. */
function axesOf(node: Node, { constants }: SumContext): number[] | null {
  const own = intsOf(node, 'axes');
  const input = node.input?.[1] ?? '';
  if (own !== undefined || input === '') return intOf(node, 'noop_with_empty_axes', 0) === 1 ? null : (own ?? []);
  const tensor = constants.get(input);
  const axes = tensor === undefined ? null : int64sOf(tensor);
  return axes !== null && axes.length === 0 && intOf(node, 'noop_with_empty_axes', 0) === 1 ? null : axes;
}

/** The sum along axes, which stay with size 1 (those that were merged, as one). */
function sumOf(list: NodeList, x: Name, axes: readonly number[], context: SumContext): Name {
  if (axes.length === 0) return lineSum(list, list.op('Reshape', [x, list.integers([-1])]), 0, context);
  // From the last group to the first: what stands in front of a group keeps its place.
  return groupsOf(axes).reduceRight((value, group) => {
    const [first = 0] = group;
    const last = group.at(-1) ?? first;
    if (first === last) return lineSum(list, value, first, context);
    const merged = list.op('Reshape', [value, mergedShape(list, value, first, last)]);
    const sum = lineSum(list, merged, first < 0 ? last : first, context);
    // The merged axes again, each of size 1, so that axes counted from the other end keep their places.
    return list.op('Reshape', [
      sum,
      mergedShape(
        list,
        value,
        first,
        last,
        group.map(() => 1),
      ),
    ]);
  }, x);
}

/** Axes in groups of neighbours, which can be merged. */
function groupsOf(axes: readonly number[]): number[][] {
  const groups: number[][] = [];
  for (const axis of axes.toSorted((a, b) => a - b)) {
    const group = groups.at(-1);
    if (group !== undefined && group.at(-1) === axis - 1) group.push(axis);
    else groups.push([axis]);
  }
  return groups;
}

/** The shape of a value with the axes from `first` to `last` replaced; by default by one that has all their elements. */
function mergedShape(list: NodeList, value: Name, first: number, last: number, by: readonly number[] = [-1]): Name {
  const shape = list.op('Shape', [value]);
  const part = (from: number, to: number) => list.op('Slice', [shape, list.integers([from]), list.integers([to])]);
  const after = last === -1 ? [] : [part(last + 1, END)];
  return list.op('Concat', [part(0, first), list.integers(by), ...after], [intAttribute('axis', 0)]);
}

/** The sum along one axis, one term after the other. */
function lineSum(list: NodeList, x: Name, axis: number, { backwards }: SumContext): Name {
  const running = list.op('CumSum', [x, list.integer(axis)], [intAttribute('reverse', backwards ? 1 : 0)]);
  const [from, to] = backwards ? [0, 1] : [-1, END];
  return list.op('Slice', [running, list.integers([from]), list.integers([to]), list.integers([axis])]);
}

/**
 * The sum divided by the number of terms; backwards, the sum of the parts that each term has in the mean. Some runtimes
 * multiply by 1/n before they add (MNN), and with many terms that is up to ten times as far off.
 */
function meanOf(list: NodeList, x: Name, axes: readonly number[], context: SumContext): Name {
  const sum = sumOf(list, x, axes, context);
  const terms = list.toFloat(list.op('Div', [list.op('Size', [x]), list.op('Size', [sum])]));
  if (!context.backwards) return list.op('Div', [sum, terms]);
  return sumOf(list, list.op('Mul', [x, list.op('Reciprocal', [terms])]), axes, context);
}

/**
 * The result of a softmax in a shape in which it runs along one axis. What it adds up to there should be one, and differs
 * from it by the rounding of the sum.
 */
function alongSoftmax(list: NodeList, node: Node, result: Name, { opset }: SumContext): { value: Name; axis: number } {
  const alongAxis = opset >= SOFTMAX_ALONG_AXIS;
  const axis = intOf(node, 'axis', alongAxis ? -1 : 1);
  if (alongAxis) return { value: result, axis };
  // A negative axis means everything from there to the end as well.
  return { value: list.op('Reshape', [result, mergedShape(list, result, axis, -1)]), axis: -1 };
}

/** Normalised along the last axis: (x − mean) / √(variance + ε). */
function normalised(list: NodeList, x: Name, epsilon: number, context: SumContext): Name {
  const centred = list.op('Sub', [x, meanOf(list, x, [-1], context)]);
  const variance = meanOf(list, square(list, centred), [-1], context);
  return list.op('Div', [centred, list.op('Sqrt', [list.op('Add', [variance, list.float(epsilon)])])]);
}

function layerNormalisation(list: NodeList, node: Node, _: Name, context: SumContext): Name {
  const [x = '', scale = '', bias = ''] = node.input ?? [];
  const axis = intOf(node, 'axis', -1);
  const flat = axis === -1 ? x : list.op('Reshape', [x, mergedShape(list, x, axis, -1)]);
  const result = normalised(list, flat, epsilonOf(node), context);
  const shaped = axis === -1 ? result : list.op('Reshape', [result, list.op('Shape', [x])]);
  const scaled = list.op('Mul', [shaped, scale]);
  return bias === '' ? scaled : list.op('Add', [scaled, bias]);
}

function instanceNormalisation(list: NodeList, node: Node, _: Name, context: SumContext): Name {
  const [x = '', scale = '', bias = ''] = node.input ?? [];
  const result = normalised(list, list.op('Reshape', [x, list.integers([0, 0, -1])]), epsilonOf(node), context);
  const column = (value: Name) => list.op('Reshape', [value, list.integers([1, -1, 1])]);
  return list.op('Add', [list.op('Mul', [result, column(scale)]), column(bias)]);
}

const epsilonOf = (node: Node): number => node.attribute?.find(({ name }) => name === 'epsilon')?.f ?? 1e-5;

/** A running sum as the whole sum less what follows: another order of the same terms. */
function otherEnd(list: NodeList, node: Node, plain: Name, { constants }: SumContext): Name | null {
  if (intOf(node, 'reverse', 0) === 1 || intOf(node, 'exclusive', 0) === 1) return null;
  const [x = '', axis = ''] = node.input ?? [];
  const tensor = constants.get(axis);
  const [known] = (tensor === undefined ? null : int64sOf(tensor)) ?? [];
  if (known === undefined) return null;
  const whole = list.op('Slice', [plain, list.integers([-1]), list.integers([END]), list.integers([known])]);
  const attributes = [intAttribute('reverse', 1), intAttribute('exclusive', 1)];
  return list.op('Sub', [whole, list.op('CumSum', [x, axis], attributes)]);
}
