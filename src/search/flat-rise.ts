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
 * The significant bits that are left of every product from the first one on, where that is what was found: no product lies
 * between those of the operators, whichever was found first, and they lose about the same. Null when it is not.
 */
export function flatRise(found: readonly FoundOperator[], graph: ValueGraph): number | null {
  // Right with other constants: the arithmetic is not what is coarse.
  if (found.some(({ constantsHeld }) => constantsHeld === false)) return null;
  const bits = found.flatMap((one) => one.bits ?? []);
  if (found.length < 2 || bits.length < found.length || Math.max(...bits) - Math.min(...bits) > ALIKE) return null;
  const left = bits.reduce((sum, one) => sum + one, 0) / bits.length;
  if (left < FEWEST_BITS) return null;
  const behind = operatorsBehind(graph, graph.outputs);
  const own = new Set(found.map(({ operator }) => operator));
  const last = behind.findLastIndex((one) => own.has(one));
  if (found.some(({ operator }) => !behind.includes(operator))) return null;
  if (behind.slice(0, last).some((one) => isProduct(one) && !own.has(one))) return null;
  return found.some(({ operator }) => isProduct(operator)) ? left : null;
}

function isProduct({ node }: Operator): boolean {
  return PRODUCTS.has(node.opType ?? '');
}
