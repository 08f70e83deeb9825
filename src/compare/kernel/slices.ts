/** The vectors of a tensor along one axis, without copying: element j of slice s is at `start(s) + j · stride`. */
export interface Slices {
  readonly count: number;
  readonly size: number;
  readonly stride: number;
  start(slice: number): number;
}

/** @returns null when the shape does not have that axis; negative axes count from the end */
export function slicesAlong(shape: readonly number[], axis: number): Slices | null {
  const at = axis < 0 ? axis + shape.length : axis;
  const size = at < 0 ? undefined : shape[at];
  if (size === undefined) return null;
  const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
  const stride = product(shape.slice(at + 1));
  return {
    count: product(shape.slice(0, at)) * stride,
    size,
    stride,
    start: (slice) => Math.floor(slice / stride) * size * stride + (slice % stride),
  };
}
