import { storageOf } from '../../tensor/elements.js';
import { elementCount, type PackedTensor } from '../../tensor/tensor.js';
import { componentsPerElement } from './components.js';
import { CHUNK, float64Decoder } from './decode.js';

/** All components as numbers, for the rules that look at elements in another order; 64-bit integers are rounded. */
export function numbersOf(tensor: PackedTensor): Float32Array | Float64Array {
  const total = elementCount(tensor.shape) * componentsPerElement(tensor.dtype);
  const storage = storageOf(tensor);
  if (storage instanceof Float32Array || storage instanceof Float64Array) return storage;
  const numbers = new Float64Array(total);
  const decode = float64Decoder(tensor);
  for (let start = 0; start < total; start += CHUNK) {
    const count = Math.min(CHUNK, total - start);
    decode(start, count, numbers.subarray(start, start + count));
  }
  return numbers;
}
