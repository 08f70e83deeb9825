import { elementCount, type PackedTensor } from '../../tensor/tensor.js';
import { componentsPerElement } from './components.js';
import { CHUNK, float64Decoder } from './decode.js';

/** Visits the components of two tensors of one type that are finite in both. */
export function forEachFinitePair(r: PackedTensor, c: PackedTensor, visit: (r: number, c: number) => void): void {
  forEachPair(r, c, (x, y) => {
    if (Number.isFinite(x) && Number.isFinite(y)) visit(x, y);
  });
}

/** Visits the components of two tensors of one type; `place` counts them in the order of memory. */
export function forEachPair(
  r: PackedTensor,
  c: PackedTensor,
  visit: (r: number, c: number, place: number) => void,
): void {
  const [decodeR, decodeC] = [float64Decoder(r), float64Decoder(c)];
  const [a, b] = [new Float64Array(CHUNK), new Float64Array(CHUNK)];
  const total = elementCount(r.shape) * componentsPerElement(r.dtype);
  for (let start = 0; start < total; start += CHUNK) {
    const count = Math.min(CHUNK, total - start);
    decodeR(start, count, a);
    decodeC(start, count, b);
    for (let i = 0; i < count; i++) visit(a[i] ?? 0, b[i] ?? 0, start + i);
  }
}
