import { attributeOf, textOf } from '../../onnx/attributes.js';
import { type NodeList, nodeList } from '../reading-nodes.js';
import type { Operator, ReadingNodes, Variant } from '../variant.js';

/** GELU is defined by erf and approximated by tanh, or by a sigmoid. */
export const geluFormula: Variant = {
  id: 'gelu-formula',
  readings(operator) {
    const { type, node } = operator;
    if (!['Gelu', 'com.microsoft.Gelu', 'com.microsoft.FastGelu'].includes(type)) return [];
    if ((node.input ?? []).filter((name) => name !== '').length > 1) return [];
    const tanh = type === 'com.microsoft.FastGelu' || textOf(attributeOf(node, 'approximate')) === 'tanh';
    const fix = `write GELU in the formula that is meant, by ${tanh ? 'Tanh' : 'Erf'} and Mul, before converting`;
    return [
      tanh
        ? { asIf: 'GELU was computed by erf instead of tanh', fix, computed: byErf(operator) }
        : { asIf: 'GELU was approximated by tanh', fix, computed: byTanh(operator) },
      {
        asIf: tanh
          ? 'tanh was approximated by a fraction of polynomials'
          : 'GELU was approximated by tanh, and that by a fraction of polynomials',
        fix,
        computed: byTanh(operator, fraction),
      },
      { asIf: 'GELU was approximated as x·sigmoid(1.702·x)', fix, computed: bySigmoid(operator) },
    ];
  },
};

function byErf(operator: Operator): ReadingNodes {
  const [x = ''] = operator.node.input ?? [];
  const list = nodeList(operator);
  const erf = list.add('Erf', [list.add('Mul', [x, list.number(Math.SQRT1_2)])]);
  const half = list.add('Mul', [x, list.number(0.5)]);
  return list.end('Mul', [half, list.add('Add', [erf, list.number(1)])]);
}

/** √(2/π)·(x + 0.044715·x³), as Hendrycks and Gimpel (2016) have it. */
function byTanh(operator: Operator, tanhOf = (list: NodeList, x: string) => list.add('Tanh', [x])): ReadingNodes {
  const [x = ''] = operator.node.input ?? [];
  const list = nodeList(operator);
  const cube = list.add('Mul', [list.add('Mul', [x, x]), x]);
  const inner = list.add('Add', [x, list.add('Mul', [cube, list.number(0.044715)])]);
  const tanh = tanhOf(list, list.add('Mul', [inner, list.number(Math.sqrt(2 / Math.PI))]));
  const half = list.add('Mul', [x, list.number(0.5)]);
  return list.end('Mul', [half, list.add('Add', [tanh, list.number(1)])]);
}

/** Lambert's continued fraction of tanh, to its seventh step, cut at ±1. */
function fraction(list: NodeList, x: string): string {
  const square = list.add('Mul', [x, x]);
  const polynomial = (first: number, ...rest: readonly number[]) =>
    rest.reduce(
      (sum, factor) => list.add('Add', [list.add('Mul', [sum, square]), list.number(factor)]),
      list.number(first),
    );
  const above = list.add('Mul', [x, polynomial(1, 378, 17325, 135135)]);
  const quotient = list.add('Div', [above, polynomial(28, 3150, 62370, 135135)]);
  return list.add('Min', [list.add('Max', [quotient, list.number(-1)]), list.number(1)]);
}

function bySigmoid(operator: Operator): ReadingNodes {
  const [x = ''] = operator.node.input ?? [];
  const list = nodeList(operator);
  const gate = list.add('Sigmoid', [list.add('Mul', [x, list.number(1.702)])]);
  return list.end('Mul', [x, gate]);
}
