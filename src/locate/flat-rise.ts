import type { FoundOperator } from './found-operator.js';
import { type Operator, operatorsBehind, type ValueGraph } from './value-graph.js';

/** Operators that multiply and add: where a precision mode begins. */
const PRODUCTS = new Set([
  'Attention',
  'Conv',
  'ConvTranspose',
  'DeformConv',
  'Einsum',
  'FusedConv',
  'FusedGemm',
  'FusedMatMul',
  'GRU',
  'Gemm',
  'LSTM',
  'MatMul',
  'MultiHeadAttention',
  'RNN',
]);
/** Bits by which operators may differ that lose precision for one reason. */
const ALIKE = 2;
/** A coarse arithmetic leaves more: 8-bit integers about 6. Products of which less is left are other products. */
const FEWEST_BITS = 6;

/**
 * The significant bits that are left of every product from the first one on, where that is what was found: each of the
 * operators is the next product behind the one before, and they lose about the same. Null when it is not.
 */
export function flatRise(found: readonly FoundOperator[], graph: ValueGraph): number | null {
  // Right with other constants: the arithmetic is not what is coarse.
  if (found.some(({ constantsHeld }) => constantsHeld === false)) return null;
  const bits = found.flatMap((one) => one.bits ?? []);
  if (found.length < 2 || bits.length < found.length || Math.max(...bits) - Math.min(...bits) > ALIKE) return null;
  const left = bits.reduce((sum, one) => sum + one, 0) / bits.length;
  if (left < FEWEST_BITS) return null;
  const behind = operatorsBehind(graph, graph.outputs);
  let from = 0;
  for (const { operator } of found) {
    const place = behind.indexOf(operator);
    if (place < from || behind.slice(from, place).some(isProduct)) return null;
    from = place + 1;
  }
  return found.some(({ operator }) => isProduct(operator)) ? left : null;
}

function isProduct({ node }: Operator): boolean {
  return PRODUCTS.has(node.opType ?? '');
}
