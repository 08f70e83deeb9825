import { ONNX_NUMBERS } from '../../onnx/data-type.js';
import { ROUNDED_OPERANDS } from '../../results/located-schema.js';
import { nodeList } from '../reading-nodes.js';
import type { Operator, ReadingNodes, Variant } from '../variant.js';

const PRODUCTS = ['Conv', 'ConvTranspose', 'Gemm', 'MatMul'];

/** Operands rounded to 16 bits, products summed in float32: what matrix units do. */
export const roundedOperands: Variant = {
  id: ROUNDED_OPERANDS,
  readings(operator) {
    if (!PRODUCTS.includes(operator.type) || operator.input(0)?.dtype !== 'float32' || operator.opset < 13) return [];
    return (['bfloat16', 'float16'] as const).map((dtype) => ({
      asIf: `its operands were rounded to ${dtype}`,
      fix: 'ask the runtime for float32, or declare the precision of the column',
      computed: rounded(operator, ONNX_NUMBERS[dtype]),
    }));
  },
};

function rounded(operator: Operator, to: number): ReadingNodes {
  const list = nodeList(operator);
  const cast = (name: string, type: number) => list.add('Cast', [name], { name: 'to', type: 2, i: type });
  const [a = '', b = '', ...rest] = operator.node.input ?? [];
  const operands = [a, b].map((name) => cast(cast(name, to), ONNX_NUMBERS.float32));
  return list.end(operator.type, [...operands, ...rest], ...(operator.node.attribute ?? []));
}
