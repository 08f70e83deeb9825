import { nodeList } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** log(1 + eˣ) term by term: below about −16, 1 + eˣ is 1 in float32, and what is left is 0. */
export const softplusTail: Variant = {
  id: 'softplus-tail',
  readings(operator) {
    const { type, node } = operator;
    if (type !== 'Softplus' && type !== 'Mish') return [];
    const [x = ''] = node.input ?? [];
    const list = nodeList(operator);
    const exp = list.add('Exp', [x]);
    const sum = list.add('Add', [exp, list.number(1)]);
    const asIf = 'log(1 + eˣ) was computed term by term, which loses the negative tail';
    if (type === 'Softplus') return [{ asIf, fix: null, computed: list.end('Log', [sum]) }];
    const soft = list.add('Log', [sum]);
    const tanh = list.add('Tanh', [soft]);
    return [{ asIf, fix: null, computed: list.end('Mul', [x, tanh]) }, squared(operator)].flat();
  },
};

/** tanh(log(1 + eˣ)) as ((1 + eˣ)² − 1) / ((1 + eˣ)² + 1), which cancels there too. */
function squared(operator: Parameters<Variant['readings']>[0]) {
  const [x = ''] = operator.node.input ?? [];
  const list = nodeList(operator);
  const one = list.number(1);
  const sum = list.add('Add', [list.add('Exp', [x]), one]);
  const square = list.add('Mul', [sum, sum]);
  const ratio = list.add('Div', [list.add('Sub', [square, one]), list.add('Add', [square, one])]);
  return [
    {
      asIf: 'its tanh was computed as ((1 + eˣ)² − 1) / ((1 + eˣ)² + 1), which loses the negative tail',
      fix: null,
      computed: list.end('Mul', [x, ratio]),
    },
  ];
}
