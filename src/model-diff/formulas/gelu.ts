import { formatElement } from '../../number-format.js';
import { stringAttribute, textOf } from '../../onnx/attributes.js';
import type { FlatNode, Source } from '../flat-graph.js';
import { type Formula, type FoundFormula, isClosed, isSame, makerOf, type Surroundings } from './formula.js';

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

/** With what its constants are, where they are not the usual ones. */
function withConstants(as: FoundFormula['as'], constants: string | null): FoundFormula['as'] {
  if (constants === null) return as;
  return { ...as, attributes: [...as.attributes, stringAttribute('constants', constants)] };
}

/** What f gets for x = 1 and for x = 2. */
const USUAL_ARGUMENTS = {
  erf: [1, 2].map((x) => x / Math.SQRT2),
  tanh: [1, 2].map((x) => Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)),
};

/** 0.5·x·(1 + f(…)), multiplied in any order, where x is what the argument of f is made of. */
function half(f: FlatNode, way: string, around: Surroundings): FoundFormula | null {
  const [sum] = around.consumers(f);
  if (sum?.op !== 'Add' || !sum.inputs.some((source) => isNear(around.scalar(source), 1))) return null;
  const factors = factorsFrom(sum, around);
  if (factors === null) return null;
  const { last, nodes, others } = factors;
  const values = others.filter((source) => around.scalar(source) === null);
  const [x] = values;
  const numbers = others.map((source) => around.scalar(source));
  if (x === undefined || values.length > 1 || !numbers.some((number) => isNear(number, 0.5))) return null;
  const argument = between(f.inputs[0], x);
  if (argument === null) return null;
  const inner = [...argument, f, sum, ...nodes];
  if (!isClosed(inner, last, around)) return null;
  const one = sum.inputs.map((source) => around.scalar(source)).find((number) => number !== null) ?? Number.NaN;
  const half = numbers.find((number) => number !== null) ?? Number.NaN;
  const made = [1, 2].map((at) => evaluated(f.inputs[0], x, at, around));
  const name = f.op === 'Erf' ? 'erf' : 'tanh';
  const isUsual = areUsual([one, half, ...made], [1, 0.5, ...USUAL_ARGUMENTS[name]]);
  const [first, second] = made.map(formatElement);
  const text = `${formatElement(half)}·x·(${formatElement(one)} + ${name}(u)), where u is ${first} at 1 and ${second} at 2`;
  return { last, inner, as: withConstants(geluOf([x], way), isUsual ? null : text) };
}

/** As float32 has them, or nearer. */
const areUsual = (numbers: readonly number[], usual: readonly number[]) =>
  usual.every((number, index) => Math.abs((numbers[index] ?? Number.NaN) - number) <= 1e-6 * number);

/** What arithmetic with constants makes of a number in place of x. */
function evaluated(source: Source | undefined, x: Source, at: number, around: Surroundings): number {
  if (source === undefined || isSame(source, x)) return at;
  const node = makerOf(source);
  if (node === null) return around.scalar(source) ?? Number.NaN;
  const [a = Number.NaN, b = Number.NaN] = node.inputs.map((input) => evaluated(input, x, at, around));
  switch (node.op) {
    case 'Mul':
      return a * b;
    case 'Div':
      return a / b;
    case 'Add':
      return a + b;
    case 'Pow':
      return a ** b;
    default:
      return Number.NaN;
  }
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
  const factor = scaled.inputs.map((source) => around.scalar(source)).find((number) => isNear(number, 1.702));
  if (factor == null || x === undefined || !last.inputs.some((source) => isSame(source, x))) return null;
  const inner = [scaled, f];
  if (!isClosed(inner, last, around)) return null;
  const text = areUsual([factor], [1.702]) ? null : `x·sigmoid(${formatElement(factor)}·x)`;
  return { last, inner, as: withConstants(geluOf([x], 'sigmoid approximation'), text) };
}

const isNear = (value: number | null, wanted: number) => value !== null && Math.abs(value - wanted) < 1e-2 * wanted;
