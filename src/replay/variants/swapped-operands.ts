import { withInputs } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

const TWO = ['Div', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'MatMul', 'Mod', 'Pow', 'Sub'];

/** Inputs of an operator that is not commutative, in another order. */
export const swappedOperands: Variant = {
  id: 'swapped-operands',
  readings(operator) {
    const { type, node } = operator;
    const [a = '', b = '', c = ''] = node.input ?? [];
    if (type === 'Where' && c !== '')
      return [
        {
          asIf: 'the two values to choose from were swapped',
          fix: null,
          computed: withInputs(operator, { 1: c, 2: b }),
        },
      ];
    if (type === 'Concat') {
      const parts = node.input ?? [];
      if (parts.length < 2) return [];
      const computed = withInputs(operator, Object.fromEntries(parts.toReversed().entries()));
      return [{ asIf: 'the parts were joined in reverse order', fix: null, computed }];
    }
    if (type === 'Attention') {
      const sizes = [0, 1].map((place) => String(operator.input(place)?.shape));
      const computed = withInputs(operator, { 0: b, 1: a });
      return sizes[0] === sizes[1] ? [{ asIf: 'its queries and keys were swapped', fix: null, computed }] : [];
    }
    if (!TWO.includes(type) || b === '') return [];
    const shapes = [operator.input(0)?.shape, operator.input(1)?.shape].map(String);
    // Products of other shapes are not defined the other way round, or of another shape.
    if (type === 'MatMul' && shapes[0] !== shapes[1]) return [];
    return [{ asIf: 'its two inputs were swapped', fix: null, computed: withInputs(operator, { 0: b, 1: a }) }];
  },
};
