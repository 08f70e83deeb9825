import { ONNX_NUMBERS } from '../../onnx/data-type.js';
import type { Operator, ReadingNodes, Variant } from '../variant.js';

/** What is computed by tables, polynomials or units of less precision, or kept in 16 bits. */
const OPERATORS = [
  'Add',
  'AveragePool',
  'BatchNormalization',
  'Conv',
  'ConvTranspose',
  'Div',
  'Elu',
  'Erf',
  'Exp',
  'Gelu',
  'Gemm',
  'GlobalAveragePool',
  'GroupNormalization',
  'HardSwish',
  'InstanceNormalization',
  'LayerNormalization',
  'Log',
  'LogSoftmax',
  'MatMul',
  'Mish',
  'Mul',
  'Pow',
  'RMSNormalization',
  'ReduceMean',
  'ReduceSum',
  'Resize',
  'Selu',
  'Sigmoid',
  'Softmax',
  'Softplus',
  'Sqrt',
  'Sub',
  'Tanh',
];

/** An operator whose result has 16 bits, in a graph of float32. */
export const roundedResult: Variant = {
  id: 'rounded-result',
  readings(operator) {
    if (!OPERATORS.includes(operator.type) || operator.output(0)?.dtype !== 'float32' || operator.opset < 13) return [];
    return (['bfloat16', 'float16'] as const).map((dtype) => ({
      asIf: `its result was rounded to ${dtype}`,
      fix: null,
      computed: rounded(operator, ONNX_NUMBERS[dtype]),
    }));
  },
};

function rounded({ node, nodes }: Operator, to: number): ReadingNodes {
  const [output = '', ...others] = node.output ?? [];
  const cast = (input: string, made: string, type: number) => ({
    opType: 'Cast',
    name: `${made}__cast`,
    input: [input],
    output: [made],
    attribute: [{ name: 'to', type: 2, i: type }],
  });
  const [exact, narrow] = [`${output}__exact`, `${output}__narrow`];
  const own = { ...node, output: [exact, ...others] };
  return { nodes: [...nodes.slice(0, -1), own, cast(exact, narrow, to), cast(narrow, output, ONNX_NUMBERS.float32)] };
}
