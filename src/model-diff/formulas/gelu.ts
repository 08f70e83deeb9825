import { stringAttribute, textOf } from '../../onnx/attributes.js';
import type { FlatNode, Source } from '../flat-graph.js';
import { type Formula, type FoundFormula, isSame, makerOf, type Surroundings } from './formula.js';

/** GELU in the ways in which exporters write it: by erf, by tanh, as x·sigmoid(1.702·x), or as an operator. */
export const gelu: Formula = (node, around) => {
  switch (node.op) {
    case 'Erf':
      return half(node, 'erf', around);
    case 'Tanh':
      return half(node, 'tanh approximation', around);
    case 'Sigmoid':
      return quick(node, around);
    case 'Gelu':
      return asOperator(node, approximate(node) === 'tanh' ? 'tanh approximation' : 'erf');
    case 'com.microsoft:Gelu':
      return asOperator(node, 'erf');
    case 'com.microsoft:FastGelu':
      return node.inputs.length === 1 ? asOperator(node, 'tanh approximation') : null;
    case 'com.microsoft:QuickGelu':
      return asOperator(node, 'sigmoid approximation');
    default:
      return null;
  }
};

const approximate = ({ attributes }: FlatNode) => textOf(attributes.find(({ name }) => name === 'approximate'));

function asOperator(node: FlatNode, way: string): FoundFormula {
  return { last: node, inner: [], as: geluOf(node.inputs.slice(0, 1), way) };
}

function geluOf(inputs: readonly Source[], way: string): FoundFormula['as'] {
  return { op: 'Gelu', inputs, attributes: [stringAttribute('formula', way)] };
}

/** 0.5·x·(1 + f(…)), multiplied in any order, where x is what the argument of f is made of. */
function half(f: FlatNode, way: string, around: Surroundings): FoundFormula | null {
  const [sum] = around.consumers(f);
  if (sum?.op !== 'Add' || !sum.inputs.some((source) => isNear(around.scalar(source), 1))) return null;
  const factors = factorsFrom(sum, around);
  if (factors === null) return null;
  const { last, nodes, others } = factors;
  const values = others.filter((source) => around.scalar(source) === null);
  const [x] = values;
  const isHalf = others.some((source) => isNear(around.scalar(source), 0.5));
  if (x === undefined || values.length > 1 || !isHalf) return null;
  const argument = between(f.inputs[0], x);
  if (argument === null) return null;
  const inner = [...argument, f, sum, ...nodes];
  return isClosed(inner, last, around) ? { last, inner, as: geluOf([x], way) } : null;
}

/** The products that a value goes into, at most two deep, and what it is multiplied with. */
function factorsFrom(start: FlatNode, around: Surroundings) {
  const nodes: FlatNode[] = [];
  const others: Source[] = [];
  let at = start;
  while (others.length < 2) {
    const [next, ...more] = around.consumers(at);
    if (next?.op !== 'Mul' || more.length > 0) return null;
    const other = next.inputs.find((source) => makerOf(source) !== at);
    if (other === undefined) return null;
    const product = makerOf(other);
    // x·0.5 may be multiplied first.
    if (product?.op === 'Mul' && product.inputs.some((source) => isNear(around.scalar(source), 0.5))) {
      others.push(...product.inputs);
      nodes.push(product);
    } else others.push(other);
    if (others.length < 2) nodes.push(next);
    at = next;
  }
  return { last: at, nodes, others };
}

/** More nodes than any way of writing the argument has. */
const LONGEST_ARGUMENT = 12;

/** The nodes of arithmetic with constants from x to a value; null when it is made of something else. */
function between(value: Source | undefined, x: Source): readonly FlatNode[] | null {
  const found = new Set<FlatNode>();
  const open = [value];
  for (let source = open.pop(); source !== undefined; source = open.pop()) {
    if (source.kind === 'constant' || isSame(source, x)) continue;
    const maker = makerOf(source);
    if (maker === null || !['Mul', 'Div', 'Add', 'Pow'].includes(maker.op) || found.size > LONGEST_ARGUMENT)
      return null;
    if (found.has(maker)) continue;
    found.add(maker);
    open.push(...maker.inputs);
  }
  return [...found];
}

/** x·sigmoid(1.702·x). */
function quick(f: FlatNode, around: Surroundings): FoundFormula | null {
  const scaled = makerOf(f.inputs[0]);
  const [last, ...more] = around.consumers(f);
  if (scaled?.op !== 'Mul' || last?.op !== 'Mul' || more.length > 0) return null;
  const x = scaled.inputs.find((source) => around.scalar(source) === null);
  const isQuick = scaled.inputs.some((source) => isNear(around.scalar(source), 1.702));
  if (!isQuick || x === undefined || !last.inputs.some((source) => isSame(source, x))) return null;
  const inner = [scaled, f];
  return isClosed(inner, last, around) ? { last, inner, as: geluOf([x], 'sigmoid approximation') } : null;
}

/** Nothing else reads what is inside. */
function isClosed(inner: readonly FlatNode[], last: FlatNode, around: Surroundings): boolean {
  const own = new Set([...inner, last]);
  return inner.every((node) => around.consumers(node).every((consumer) => own.has(consumer)));
}

const isNear = (value: number | null, wanted: number) => value !== null && Math.abs(value - wanted) < 1e-2 * wanted;
