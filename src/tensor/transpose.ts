import { byteLength } from './dtype.js';
import { describeType, elementCount, type PackedTensor } from './tensor.js';

/**
 * The tensor with its axes in another order: axis i of the result is axis `axes[i]` of `value`.
 * @throws RangeError when `axes` does not list each axis of the tensor once, or elements are smaller than a byte
 */
export function transpose(value: PackedTensor, axes: readonly number[]): PackedTensor {
  const { dtype, shape, bytes } = value;
  const rank = shape.length;
  if (axes.length !== rank || shape.some((_, axis) => !axes.includes(axis)))
    throw new RangeError(`${describeType(dtype, shape)} has no axes ${axes.join(' ')}`);
  const size = byteLength(dtype, 1);
  if (byteLength(dtype, 2) !== 2 * size) throw new RangeError(`${dtype} cannot be transposed`);
  const strides = shape.map((_, axis) => elementCount(shape.slice(axis + 1)) * size);
  const sizes = axes.map((axis) => shape[axis] ?? 0);
  const steps = axes.map((axis) => strides[axis] ?? 0);
  const target = new Uint8Array(bytes.byteLength);
  const index = new Array<number>(rank).fill(0);
  let from = 0;
  for (let to = 0; to < target.length; to += size) {
    for (let byte = 0; byte < size; byte++) target[to + byte] = bytes[from + byte] ?? 0;
    for (let axis = rank - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] ?? 0) + 1;
      from += steps[axis] ?? 0;
      if ((index[axis] ?? 0) < (sizes[axis] ?? 0)) break;
      from -= (steps[axis] ?? 0) * (sizes[axis] ?? 0);
      index[axis] = 0;
    }
  }
  return { ...value, shape: sizes, bytes: target };
}
