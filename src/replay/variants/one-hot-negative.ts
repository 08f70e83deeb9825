import { numbersOf } from '../../compare/kernel/numbers-of.js';
import { nodeList } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** A negative index counts from the end; some take it for one that is out of range. */
export const oneHotNegative: Variant = {
  id: 'one-hot-negative',
  readings(operator) {
    const indices = operator.input(0);
    if (operator.type !== 'OneHot' || indices === null || ![...numbersOf(indices)].some((index) => index < 0))
      return [];
    const [name = '', depth = '', values = ''] = operator.node.input ?? [];
    const list = nodeList(operator);
    const least = Number.MIN_SAFE_INTEGER;
    const [size = 0] = numbersOf(operator.input(1) ?? indices);
    const negative = list.add('Less', [name, list.tensor(indices.dtype, [], [0])]);
    const outside = list.tensor(indices.dtype, [], [indices.dtype === 'int64' ? least : size + 1]);
    const moved = list.add('Where', [negative, outside, name]);
    return [
      {
        asIf: 'negative indices were out of range instead of counting from the end',
        fix: 'add the depth to negative indices in the graph, before the OneHot',
        computed: list.end('OneHot', [moved, depth, values], ...(operator.node.attribute ?? [])),
      },
    ];
  },
};
