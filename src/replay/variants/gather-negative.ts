import { numbersOf } from '../../compare/kernel/numbers-of.js';
import { nodeList } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** A negative index counts from the end; some clamp it to the first element. */
export const gatherNegative: Variant = {
  id: 'gather-negative',
  readings(operator) {
    const indices = operator.input(1);
    if (!['Gather', 'GatherElements', 'GatherND'].includes(operator.type) || indices === null) return [];
    if (![...numbersOf(indices)].some((index) => index < 0)) return [];
    const [data = '', name = ''] = operator.node.input ?? [];
    const list = nodeList(operator);
    const zero = list.tensor(indices.dtype, [], [0]);
    const clamped = list.add('Where', [list.add('Less', [name, zero]), zero, name]);
    return [
      {
        asIf: 'negative indices meant the first element instead of counting from the end',
        fix: 'add the size of the axis to negative indices in the graph, before the Gather',
        computed: list.end(operator.type, [data, clamped], ...(operator.node.attribute ?? [])),
      },
    ];
  },
};
