import { type Platform, saturatesHere } from '../host/platform.js';
import { hasIntegerProducts } from '../onnx/integer-products.js';
import type { OnnxModel } from '../onnx/onnx-model.js';

/** Where 8-bit products of a model may saturate on this processor. */
export interface Saturation {
  readonly column: boolean;
  readonly reference: boolean;
}

/** Operators that optimisers multiply as integers between Q and DQ. */
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
  if (onnx === undefined || isa.length === 0 || !saturatesHere({ arch, isa })) return null;
  // Weights of u8 are multiplied in another way, or shifted to s8, where they are half as large.
  if (!onnx.weights.some(({ dtype }) => dtype === 'int8')) return null;
  const has = (pattern: RegExp) => onnx.operators.some(({ type }) => pattern.test(type));
  const integer = hasIntegerProducts(onnx.operators);
  const found = {
    column: runtimes.column && (integer || (has(FLOAT) && has(/^DequantizeLinear$/))),
    reference: runtimes.reference && integer,
  };
  return found.column || found.reference ? found : null;
}
