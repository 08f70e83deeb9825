import { measure, NO_LIMIT } from '../compare/kernel/measure.js';
import type { Noise } from '../compare/kernel/noise-model.js';
import { outputOf } from '../compare/pairing/match-outputs.js';
import { outputsRoundedAbsolutely } from '../onnx/absolute-rounding.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import { termsBehind } from '../onnx/summed-outputs.js';
import { DTYPES } from '../tensor/dtype.js';
import type { Values } from '../tensor/tensor.js';

/**
 * Noise floors raised to the rounding that jittered weights and inputs cannot show, because it happens after the last of
 * them: kernels that round on the scale of their range, and sums, whose n roundings grow with the partial sums. For equal
 * terms these add up to u·√n/3 of the result (roundings uniform over a unit u in the last place, partial sums k/n).
 * @param base outputs of the plain run
 */
export function withKnownRounding(
  floors: Readonly<Record<string, Noise>>,
  base: Values,
  { graph: { graph }, opsets }: OnnxModel,
  unit: number,
): Readonly<Record<string, Noise>> {
  if (graph == null) return floors;
  const absolute = outputsRoundedAbsolutely(graph);
  return Object.fromEntries(
    Object.entries(floors).map(([leaf, floor]) => {
      const known = Math.max(absolute.has(leaf) ? unit : 0, summing(leaf));
      return [leaf, { ...floor, sigma: Math.max(floor.sigma, known) }];
    }),
  );

  function summing(leaf: string): number {
    const value = outputOf(base, leaf);
    if (graph == null || value.kind !== 'tensor' || value.dtype === 'string') return 0;
    const terms = termsBehind(graph, leaf, value.shape, opsets['ai.onnx'] ?? 0);
    if (terms <= 1) return 0;
    return (DTYPES[value.dtype].unitRoundoff * measure(value, value, NO_LIMIT).rms * Math.sqrt(terms)) / 3;
  }
}
