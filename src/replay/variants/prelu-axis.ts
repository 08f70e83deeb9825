import { nodeList } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** A slope of one number for each channel: ONNX aligns it with the last axis, as numpy does. */
export const preluAxis: Variant = {
  id: 'prelu-axis',
  readings(operator) {
    const [x, slope] = [operator.input(0), operator.input(1)];
    if (operator.type !== 'PRelu' || x === null || slope === null || x.shape.length < 3) return [];
    const [size = 0] = slope.shape;
    if (slope.shape.length !== 1 || size !== x.shape[1]) return [];
    const list = nodeList(operator);
    const shape = list.integers([size, ...x.shape.slice(2).map(() => 1)]);
    const [name = '', weights = ''] = operator.node.input ?? [];
    const moved = list.add('Reshape', [weights, shape]);
    return [
      {
        asIf: 'the slope ran along the channels instead of the last axis',
        fix: `give the slope as many axes as its input: shape [${x.shape.map((_, axis) => (axis === x.shape.length - 1 ? size : 1)).join(', ')}] means the last axis to everyone`,
        computed: list.end('PRelu', [name, moved]),
      },
    ];
  },
};
