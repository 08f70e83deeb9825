import type { onnx } from './proto/onnx.js';

/**
 * By input: the axes for which the file writes the size 0. Some exporters write it where they mean any size, and some
 * mean it, as for the cache of a decoder's first step.
 */
export function declaredZeros({ graph }: onnx.ModelProto.$Properties): ReadonlyMap<string, readonly number[]> {
  return new Map(
    (graph?.input ?? []).flatMap(({ name, type }) => {
      const axes = (type?.tensorType?.shape?.dim ?? []).flatMap(({ dimValue, dimParam }, axis) =>
        dimValue != null && Number(dimValue) === 0 && !dimParam ? [axis] : [],
      );
      return name && axes.length > 0 ? [[name, axes] as const] : [];
    }),
  );
}
