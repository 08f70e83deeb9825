import { attributeOf, intOf } from '../../onnx/attributes.js';
import { elementCount } from '../../tensor/tensor.js';
import { nodeList } from '../reading-nodes.js';
import type { Operator, ReadingNodes, Variant } from '../variant.js';

/** What the sum of squares of a normalisation is divided by: their number n, one less, or nothing. */
export const varianceDivisor: Variant = {
  id: 'variance-divisor',
  readings(operator) {
    const { type, node } = operator;
    const shape = operator.input(0)?.shape ?? [];
    const axis = type === 'InstanceNormalization' ? 2 : intOf(node, 'axis', -1);
    const count = elementCount(shape.slice(axis));
    if (!['InstanceNormalization', 'LayerNormalization'].includes(type) || shape.length < 2 || count < 2) return [];
    if ((node.output ?? []).filter((name) => name !== '').length > 1) return [];
    return [
      {
        asIf: 'the variance was divided by n − 1 instead of n',
        fix: null,
        computed: divided(operator, count, count - 1),
      },
      { asIf: 'the variance was a sum that was not divided by n', fix: null, computed: divided(operator, count, 1) },
    ];
  },
};

/** (x − m) / √(v·n/d + ε), by the operator itself: √(d/n) times the same with ε·d/n. */
function divided(operator: Operator, count: number, divisor: number): ReadingNodes {
  const { node } = operator;
  const [x = '', scale = '', bias = ''] = node.input ?? [];
  const list = nodeList(operator);
  const ratio = divisor / count;
  const epsilon = attributeOf(node, 'epsilon')?.f ?? 1e-5;
  const others = (node.attribute ?? []).filter(({ name }) => name !== 'epsilon');
  const scaled = list.add('Mul', [scale, list.number(Math.sqrt(ratio))]);
  const inputs = bias === '' ? [x, scaled] : [x, scaled, bias];
  return list.end(operator.type, inputs, ...others, { name: 'epsilon', type: 1, f: epsilon * ratio });
}
