import { attributeOf } from '../../onnx/attributes.js';
import { dtypeOfOnnx } from '../../onnx/data-type.js';
import { DTYPES } from '../../tensor/dtype.js';
import { nodeList } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

const ROUNDINGS = { Floor: 'down', Round: 'to the nearest', Ceil: 'up' } as const;

/** A Cast cuts floats to whole numbers. */
export const castRounding: Variant = {
  id: 'cast-rounding',
  readings(operator) {
    const { type, node } = operator;
    const to = dtypeOfOnnx(attributeOf(node, 'to')?.i == null ? 0 : Number(attributeOf(node, 'to')?.i));
    const from = operator.input(0)?.dtype;
    if (type !== 'Cast' || from === undefined || DTYPES[from].kind !== 'float') return [];
    if (to === null || to === undefined || to === 'string' || DTYPES[to].kind !== 'integer') return [];
    return Object.entries(ROUNDINGS).map(([rounding, words]) => {
      const list = nodeList(operator);
      const whole = list.add(rounding, [node.input?.[0] ?? '']);
      return {
        asIf: `numbers were rounded ${words} instead of cut towards zero`,
        fix: 'cut the numbers in the graph before the Cast, as Sign(x) · Floor(Abs(x))',
        computed: list.end('Cast', [whole], ...(node.attribute ?? [])),
      };
    });
  },
};
