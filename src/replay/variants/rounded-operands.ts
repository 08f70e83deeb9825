import { ONNX_NUMBERS } from '../../onnx/data-type.js';
import { ROUNDED_OPERANDS } from '../../results/located-schema.js';
import { nodeList } from '../reading-nodes.js';
import type { Operator, ReadingNodes, Variant } from '../variant.js';

const PRODUCTS = ['Conv', 'ConvTranspose', 'Gemm', 'MatMul'];

/** Operands rounded to 16 bits, products summed in float32: what matrix units do, and of weights alone, files that hold them so. */
export const roundedOperands: Variant = {
  id: ROUNDED_OPERANDS,
  readings(operator) {
    if (!PRODUCTS.includes(operator.type) || operator.input(0)?.dtype !== 'float32' || operator.opset < 13) return [];
    const first = operator.isWeight(1) ? [0, 1] : [0];
    return (['bfloat16', 'float16'] as const).flatMap((dtype) =>
      first.map((from) => ({
        asIf: `its ${from === 0 ? 'operands' : 'weights'} were rounded to ${dtype}`,
        fix: 'ask the runtime for float32, or declare the precision of the column',
        computed: rounded(operator, from, ONNX_NUMBERS[dtype]),
      })),
    );
  },
};

/** @param from of its two operands, the first that is rounded */
function rounded(operator: Operator, from: number, to: number): ReadingNodes {
  const list = nodeList(operator);
  const cast = (name: string, type: number) => list.add('Cast', [name], { name: 'to', type: 2, i: type });
  const [a = '', b = '', ...rest] = operator.node.input ?? [];
  const operands = [a, b].map((name, place) => (place < from ? name : cast(cast(name, to), ONNX_NUMBERS.float32)));
  return list.end(operator.type, [...operands, ...rest], ...(operator.node.attribute ?? []));
}
