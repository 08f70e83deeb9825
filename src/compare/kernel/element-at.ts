import { storageOf } from '../../tensor/elements.js';
import { type Real, toReal } from '../../tensor/real.js';
import { elementCount, type PackedTensor } from '../../tensor/tensor.js';
import { componentsPerElement } from './components.js';
import { float64Decoder } from './decode.js';

/** Index of a flat, row-major position. */
export function indexOf(shape: readonly number[], flat: number): number[] {
  const index = new Array<number>(shape.length).fill(0);
  let rest = flat;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    index[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
  return index;
}

/** One element as JSON can hold it; complex numbers and integers beyond 2^53 come as text. */
export function elementAt(tensor: PackedTensor, flat: number): Real | string | boolean {
  if (flat < 0 || flat >= elementCount(tensor.shape)) throw new RangeError(`no element ${flat}`);
  const components = componentsPerElement(tensor.dtype);
  if (tensor.dtype === 'int64' || tensor.dtype === 'uint64') {
    const value = storageOf({ ...tensor, shape: [1], bytes: tensor.bytes.subarray(8 * flat, 8 * flat + 8) })[0] ?? 0;
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  const parts = new Float64Array(components);
  float64Decoder(tensor)(components * flat, components, parts);
  const [first = 0, second = 0] = parts;
  if (components === 2) return `${first}${second < 0 || Object.is(second, -0) ? '' : '+'}${second}i`;
  return tensor.dtype === 'bool' ? first !== 0 : toReal(first);
}
