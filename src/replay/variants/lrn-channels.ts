import { attributeOf } from '../../onnx/attributes.js';
import { nodeList } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** A loop over the channels that ends with the size of the batch: the other channels have no neighbours. */
export const lrnChannels: Variant = {
  id: 'lrn-channels',
  readings(operator) {
    const { type, node, opset } = operator;
    const [batch = 0, channels = 0] = operator.input(0)?.shape ?? [];
    if (type !== 'LRN' || opset < 10 || batch < 1 || batch >= channels) return [];
    const [x = ''] = node.input ?? [];
    const bias = attributeOf(node, 'bias')?.f ?? 1;
    const beta = attributeOf(node, 'beta')?.f ?? 0.75;
    const list = nodeList(operator);
    const part = (name: string, from: number, to: number) =>
      list.add('Slice', [name, list.integers([from]), list.integers([to]), list.integers([1])]);
    const seen = part(list.add('LRN', [x], ...(node.attribute ?? [])), 0, batch);
    const unseen = list.add('Div', [part(x, batch, channels), list.number(bias ** beta)]);
    return [
      {
        asIf: 'only as many channels were normalised as there are samples in the batch',
        fix: null,
        computed: list.end('Concat', [seen, unseen], { name: 'axis', type: 2, i: 1 }),
      },
    ];
  },
};
