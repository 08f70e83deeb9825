import type { OperatorCount } from './operator-counts.js';

/** Operators whose kernels multiply 8-bit integers, whatever a runtime optimises. */
const PRODUCTS = new Set([
  'ai.onnx ConvInteger',
  'ai.onnx MatMulInteger',
  'ai.onnx QLinearConv',
  'ai.onnx QLinearMatMul',
  'com.microsoft DynamicQuantizeLSTM',
  'com.microsoft DynamicQuantizeMatMul',
  'com.microsoft MatMulIntegerToFloat',
  'com.microsoft QAttention',
  'com.microsoft QGemm',
  'com.microsoft QLinearConv',
]);

export function hasIntegerProducts(operators: readonly Pick<OperatorCount, 'domain' | 'type'>[]): boolean {
  return operators.some(({ domain, type }) => PRODUCTS.has(`${domain} ${type}`));
}
