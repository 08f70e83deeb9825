import { numbersOf } from '../../compare/kernel/numbers-of.js';
import { integerLimits } from '../../tensor/encode-elements.js';
import { nodeList } from '../reading-nodes.js';
import type { Operator, ReadingNodes, Variant } from '../variant.js';

/** A number halfway between two integers: ONNX takes the even one. */
export const roundHalf: Variant = {
  id: 'round-half',
  readings(operator) {
    if (operator.type === 'Round')
      return [
        {
          asIf: 'halves were rounded away from zero instead of to the even number',
          fix: null,
          computed: away(operator),
        },
        { asIf: 'halves were rounded up instead of to the even number', fix: null, computed: up(operator) },
      ];
    if (operator.type !== 'QuantizeLinear') return [];
    const computed = quantisedAway(operator);
    return computed === null
      ? []
      : [{ asIf: 'halves of a step were rounded away from zero instead of to the even step', fix: null, computed }];
  },
};

function away(operator: Operator): ReadingNodes {
  const [x = ''] = operator.node.input ?? [];
  const list = nodeList(operator);
  const size = list.add('Floor', [list.add('Add', [list.add('Abs', [x]), list.number(0.5)])]);
  return list.end('Mul', [list.add('Sign', [x]), size]);
}

function up(operator: Operator): ReadingNodes {
  const [x = ''] = operator.node.input ?? [];
  const list = nodeList(operator);
  return list.end('Floor', [list.add('Add', [x, list.number(0.5)])]);
}

/** One scale for all of the tensor, to 8 bits. */
function quantisedAway(operator: Operator): ReadingNodes | null {
  const [x = '', scale = '', zero = ''] = operator.node.input ?? [];
  const [scales, zeros, made] = [operator.input(1), operator.input(2), operator.output(0)];
  if (scales === null || [...numbersOf(scales)].length !== 1 || made === null) return null;
  if (made.dtype !== 'int8' && made.dtype !== 'uint8') return null;
  const list = nodeList(operator);
  const steps = list.add('Div', [x, scale]);
  const size = list.add('Floor', [list.add('Add', [list.add('Abs', [steps]), list.number(0.5)])]);
  const rounded = list.add('Mul', [list.add('Sign', [steps]), size]);
  const moved =
    zeros === null ? rounded : list.add('Add', [rounded, list.add('Cast', [zero], { name: 'to', type: 2, i: 1 })]);
  const [low, high] = integerLimits(made.dtype).map(Number);
  const clipped = list.add('Clip', [moved, list.number(low ?? 0), list.number(high ?? 0)]);
  return list.end('Cast', [clipped], { name: 'to', type: 2, i: made.dtype === 'int8' ? 3 : 2 });
}
