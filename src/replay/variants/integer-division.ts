import { ONNX_NUMBERS } from '../../onnx/data-type.js';
import { DTYPES } from '../../tensor/dtype.js';
import { nodeList } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** A quotient of integers: ONNX cuts towards zero, Python's // rounds down. */
export const integerDivision: Variant = {
  id: 'integer-division',
  readings(operator) {
    const a = operator.input(0);
    if (operator.type !== 'Div' || a === null || DTYPES[a.dtype].kind !== 'integer') return [];
    const list = nodeList(operator);
    const to = (name: string, number: number) => list.add('Cast', [name], { name: 'to', type: 2, i: number });
    const [left = '', right = ''] = (operator.node.input ?? []).map((name) => to(name, ONNX_NUMBERS.float64));
    const quotient = list.add('Floor', [list.add('Div', [left, right])]);
    return [
      {
        asIf: 'the quotient was rounded down instead of cut towards zero',
        fix: null,
        computed: list.end('Cast', [quotient], { name: 'to', type: 2, i: ONNX_NUMBERS[a.dtype] }),
      },
    ];
  },
};
