import { storageOf } from '../../tensor/elements.js';
import type { PackedTensor } from '../../tensor/tensor.js';

export interface UlpDistances {
  /** Largest distance of two finite numbers, in steps of the element type; exact up to 2^53. */
  readonly max: number;
  /** First element with that distance; null when all are equal. */
  readonly worst: number | null;
  /** Elements that are further apart than the limit. */
  readonly outside: number;
}

type Distance = (index: number) => number;

/**
 * How many numbers of the element type lie between two elements, by the order of their bit patterns: sign and magnitude
 * as one integer, so that −0 and 0 are the same and the distance runs through zero. Pairs with a NaN or an infinity are
 * left to the comparison of masks.
 * @throws TypeError for element types whose bits are not ordered that way
 */
export function ulpDistances(r: PackedTensor, c: PackedTensor, limit: number): UlpDistances {
  const [left, right] = [storageOf(r), storageOf(c)];
  if (left instanceof Float64Array && right instanceof Float64Array)
    return scan(left.length, doubleDistance(wordsOf(left), wordsOf(right)), limit);
  if (left instanceof Float32Array && right instanceof Float32Array && r.dtype === 'float32')
    return scan(left.length, distance(bitsOf(left), bitsOf(right), 2 ** 31, 0x7f800000), limit);
  if (left instanceof Uint16Array && right instanceof Uint16Array && r.dtype === 'float16')
    return scan(left.length, distance(left, right, 2 ** 15, 0x7c00), limit);
  if (left instanceof Uint16Array && right instanceof Uint16Array && r.dtype === 'bfloat16')
    return scan(left.length, distance(left, right, 2 ** 15, 0x7f80), limit);
  throw new TypeError(`${r.dtype} has no distance in units in the last place`);
}

function scan(total: number, between: Distance, limit: number): UlpDistances {
  let max = 0;
  let worst: number | null = null;
  let outside = 0;
  for (let i = 0; i < total; i++) {
    const d = between(i);
    if (d > limit) outside++;
    if (d > max) {
      max = d;
      worst = i;
    }
  }
  return { max, worst, outside };
}

/** Codes of up to 32 bits; `infinity` is the smallest magnitude that is no finite number. */
function distance(
  r: Uint16Array | Uint32Array,
  c: Uint16Array | Uint32Array,
  sign: number,
  infinity: number,
): Distance {
  return (i) => {
    const [a, b] = [r[i] ?? 0, c[i] ?? 0];
    if (a === b) return 0;
    const [sizeA, sizeB] = [a >= sign ? a - sign : a, b >= sign ? b - sign : b];
    if (sizeA >= infinity || sizeB >= infinity) return 0;
    return a >= sign === b >= sign ? Math.abs(sizeA - sizeB) : sizeA + sizeB;
  };
}

const HIGH = 2 ** 32;
const SIGN = 2 ** 31;

/** float64 as pairs of words, low word first. Same signs: the difference of the words is rounded once, beyond 2^53. */
function doubleDistance(r: Uint32Array, c: Uint32Array): Distance {
  return (i) => {
    const [lowA, lowB] = [r[2 * i] ?? 0, c[2 * i] ?? 0];
    const [a, b] = [r[2 * i + 1] ?? 0, c[2 * i + 1] ?? 0];
    if (a === b && lowA === lowB) return 0;
    const [highA, highB] = [a >= SIGN ? a - SIGN : a, b >= SIGN ? b - SIGN : b];
    if (highA >= 0x7ff00000 || highB >= 0x7ff00000) return 0;
    if (a >= SIGN === b >= SIGN) return Math.abs((highA - highB) * HIGH + (lowA - lowB));
    return (highA + highB) * HIGH + (lowA + lowB);
  };
}

function bitsOf({ buffer, byteOffset, length }: Float32Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length);
}

function wordsOf({ buffer, byteOffset, length }: Float64Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, 2 * length);
}
