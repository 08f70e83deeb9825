import type { Platform } from '../host/platform.js';
import type { OnnxModel } from '../onnx/onnx-model.js';

/** Where 8-bit products of a model may saturate on this processor. */
export interface Saturation {
  readonly column: boolean;
  readonly reference: boolean;
}

/** Instruction sets that add 8-bit products in 32 bits. */
const EXACT = ['avx_vnni', 'avx512_vnni', 'amx_int8'];
/** Operators that multiply integers, whatever the optimiser does; and those that it multiplies as integers between Q and DQ. */
const INTEGER = /^(ConvInteger|MatMulInteger.*|QLinear(Conv|MatMul)|QGemm|QAttention|DynamicQuantize(MatMul|LSTM))$/;
const FLOAT = /^(Conv|ConvTranspose|Gemm|MatMul)$/;

export interface SaturationContext {
  readonly platform: Pick<Platform, 'arch' | 'isa'>;
  readonly onnx: Pick<OnnxModel, 'operators' | 'weights'> | undefined;
  /** Whether the runtime of the column, and the one that makes the reference, saturate at all. */
  readonly runtimes: Saturation;
}

/**
 * On x86 without VNNI, pairs of u8 × s8 products are added in 16 bits by some runtimes, and 2·255·127 does not fit. The
 * reference runs without optimisations, so that products between Q and DQ are floats there. Null when nothing saturates, or
 * the instruction sets are unknown.
 */
export function saturationOf({ platform: { arch, isa }, onnx, runtimes }: SaturationContext): Saturation | null {
  if (onnx === undefined || arch !== 'x64' || isa.length === 0 || EXACT.some((set) => isa.includes(set))) return null;
  // Weights of u8 are multiplied in another way, or shifted to s8, where they are half as large.
  if (!onnx.weights.some(({ dtype }) => dtype === 'int8')) return null;
  const has = (pattern: RegExp) => onnx.operators.some(({ type }) => pattern.test(type));
  const integer = has(INTEGER);
  const found = {
    column: runtimes.column && (integer || (has(FLOAT) && has(/^DequantizeLinear$/))),
    reference: runtimes.reference && integer,
  };
  return found.column || found.reference ? found : null;
}
