import type { Noise } from '../compare/kernel/noise-model.js';
import { outputsRoundedAbsolutely } from '../onnx/absolute-rounding.js';
import type { OnnxModel } from '../onnx/onnx-model.js';

/**
 * Noise floors raised to the rounding that neither moved weights and inputs nor sums in another order show: kernels that
 * round on the scale of their range.
 */
export function withKnownRounding(
  floors: Readonly<Record<string, Noise>>,
  { graph: { graph } }: OnnxModel,
  unit: number,
): Readonly<Record<string, Noise>> {
  if (graph == null) return floors;
  const absolute = outputsRoundedAbsolutely(graph);
  return Object.fromEntries(
    Object.entries(floors).map(([leaf, floor]) => [
      leaf,
      absolute.has(leaf) ? { ...floor, sigma: Math.max(floor.sigma, unit) } : floor,
    ]),
  );
}
