import { nodeList } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** An operator that is left out: what goes in comes out. */
export const leftOut: Variant = {
  id: 'left-out',
  readings(operator) {
    const { type, node, nodes } = operator;
    const [given, made] = [operator.input(0), operator.output(0)];
    const [x = ''] = node.input ?? [];
    // An input that it only hands on, and other outputs, could not be left out.
    if (type === 'Identity' || given === null || made === null || x === '' || (node.output ?? []).length !== 1)
      return [];
    if (given.dtype !== made.dtype || given.shape.join() !== made.shape.join()) return [];
    const list = nodeList(operator);
    const computed = list.end('Identity', [x]);
    return [
      {
        asIf: 'it was left out: what goes in came out',
        fix: null,
        computed: { ...computed, nodes: [...nodes.slice(0, -1), ...computed.nodes] },
      },
    ];
  },
};
