import { intAttribute, intOf, intsAttribute, intsOf } from '../../onnx/attributes.js';
import { withAttributes } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** Permutations of more axes are too many to try. */
const MOST_AXES = 4;

/** A Transpose into an order of axes that has the same sizes, or a ReverseSequence whose two axes are taken for each other. */
export const permutedAxes: Variant = {
  id: 'permuted-axes',
  readings(operator) {
    const { type, node } = operator;
    const shape = operator.input(0)?.shape ?? [];
    if (type === 'ReverseSequence') {
      const [batch, time] = [intOf(node, 'batch_axis', 1), intOf(node, 'time_axis', 0)];
      if (shape[batch] !== shape[time]) return [];
      const swapped = { batch_axis: intAttribute('batch_axis', time), time_axis: intAttribute('time_axis', batch) };
      return [{ asIf: 'its batch and time axes were swapped', fix: null, computed: withAttributes(operator, swapped) }];
    }
    if (type !== 'Transpose' || shape.length < 2 || shape.length > MOST_AXES) return [];
    const own = intsOf(node, 'perm') ?? shape.map((_, axis) => shape.length - 1 - axis);
    const sizes = (order: readonly number[]) => order.map((axis) => shape[axis]).join();
    return permutations(shape.map((_, axis) => axis))
      .filter((order) => order.join() !== own.join() && sizes(order) === sizes(own))
      .map((order) => ({
        asIf: `the axes were put in the order [${order.join(', ')}] instead of [${own.join(', ')}]`,
        fix: null,
        computed: withAttributes(operator, { perm: intsAttribute('perm', order) }),
      }));
  },
};

function permutations(axes: readonly number[]): number[][] {
  if (axes.length < 2) return [[...axes]];
  return axes.flatMap((first) => permutations(axes.filter((axis) => axis !== first)).map((rest) => [first, ...rest]));
}
