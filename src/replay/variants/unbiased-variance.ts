import { attributeOf, intOf } from '../../onnx/attributes.js';
import { elementCount } from '../../tensor/tensor.js';
import { nodeList } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** The variance divided by n − 1 instead of n. */
export const unbiasedVariance: Variant = {
  id: 'unbiased-variance',
  readings(operator) {
    const { type, node } = operator;
    const shape = operator.input(0)?.shape ?? [];
    const axis = type === 'InstanceNormalization' ? 2 : intOf(node, 'axis', -1);
    const count = elementCount(shape.slice(axis));
    if (!['InstanceNormalization', 'LayerNormalization'].includes(type) || shape.length < 2 || count < 2) return [];
    if ((node.output ?? []).filter((name) => name !== '').length > 1) return [];
    const [x = '', scale = '', bias = ''] = node.input ?? [];
    const list = nodeList(operator);
    // (x − m) / √(v·n/(n−1) + ε) is √((n−1)/n) times the same with ε·(n−1)/n.
    const shrink = (count - 1) / count;
    const own = attributeOf(node, 'epsilon')?.f ?? 1e-5;
    const others = (node.attribute ?? []).filter(({ name }) => name !== 'epsilon');
    const scaled = list.add('Mul', [scale, list.number(Math.sqrt(shrink))]);
    const inputs = bias === '' ? [x, scaled] : [x, scaled, bias];
    const computed = list.end(type, inputs, ...others, { name: 'epsilon', type: 1, f: own * shrink });
    return [{ asIf: 'the variance was divided by n − 1 instead of n', fix: null, computed }];
  },
};
