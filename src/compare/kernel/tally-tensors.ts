import { type StorageArray, storageOf } from '../../tensor/elements.js';
import type { PackedTensor } from '../../tensor/tensor.js';
import { CHUNK, float32Decoder, float64Decoder } from './decode.js';
import { emptyTally, type Limit, type Tally } from './tally.js';
import { tallyFloat32 } from './tally-float32.js';
import { type Scales, tallyFloat64 } from './tally-float64.js';
import { tallyInt64 } from './tally-int64.js';

/**
 * One pass over two tensors of the same dtype and shape: each storage type has a loop of its own, and elements that
 * are not stored as numbers are decoded chunk by chunk. `total` counts components, `scales` matter to float64 only.
 */
export function tallyTensors(r: PackedTensor, c: PackedTensor, total: number, limit: Limit, scales: Scales): Tally {
  const tally = emptyTally();
  const left = storageOf(r);
  const right = storageOf(c);
  if (left instanceof Float32Array && right instanceof Float32Array) {
    chunked(total, (start, end) => tallyFloat32(tally, left, right, start, end, 0, limit));
    return tally;
  }
  if (left instanceof Float64Array && right instanceof Float64Array) {
    chunked(total, (start, end) => tallyFloat64(tally, left, right, start, end, 0, limit, scales));
    return tally;
  }
  if (left instanceof BigInt64Array || left instanceof BigUint64Array) {
    const signed = left instanceof BigInt64Array;
    const [a, b] = [wordsOf(left, signed), wordsOf(right, signed)];
    chunked(total, (start, end) => tallyInt64(tally, a, b, start, end, limit));
    return tally;
  }
  const [narrowR, narrowC] = [float32Decoder(r), float32Decoder(c)];
  if (narrowR !== undefined && narrowC !== undefined) {
    const [a, b] = [new Float32Array(CHUNK), new Float32Array(CHUNK)];
    chunked(total, (start, end) => {
      narrowR(start, end - start, a);
      narrowC(start, end - start, b);
      tallyFloat32(tally, a, b, 0, end - start, start, limit);
    });
    return tally;
  }
  const [wideR, wideC] = [float64Decoder(r), float64Decoder(c)];
  const [a, b] = [new Float64Array(CHUNK), new Float64Array(CHUNK)];
  chunked(total, (start, end) => {
    wideR(start, end - start, a);
    wideC(start, end - start, b);
    tallyFloat64(tally, a, b, 0, end - start, start, limit, scales);
  });
  return tally;
}

/** Chunks bound the scratch memory, and summing chunk sums keeps the rounding error of long sums small. */
function chunked(total: number, visit: (start: number, end: number) => void): void {
  for (let start = 0; start < total; start += CHUNK) visit(start, Math.min(total, start + CHUNK));
}

/** The 32-bit words of 64-bit integers, signed as they are. */
function wordsOf({ buffer, byteOffset, byteLength }: StorageArray, signed: boolean): Int32Array | Uint32Array {
  const count = byteLength / 4;
  return signed ? new Int32Array(buffer, byteOffset, count) : new Uint32Array(buffer, byteOffset, count);
}
