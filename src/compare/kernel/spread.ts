import type { PackedTensor } from '../../tensor/tensor.js';
import { forEachFinitePair } from './pairs.js';

/** An element is off when its error is at least this part of the typical one: of 20 normally distributed errors, 19 are. */
const PART = 1 / 16;
/** A mode of arithmetic is off in nearly every element; a fault at borders, in a channel or in a row is not. */
const EVEN = 3 / 4;

/**
 * The share of the finite elements that are off by about as much as all of them are on average, in size or relative to
 * their own value: 1 for another precision, a few percent for a fault at the borders. Zeros that stay zero, as behind a
 * Relu, do not count. Null when there are no others.
 */
export function spreadOfErrors(reference: PackedTensor, candidate: PackedTensor): number | null {
  let [squares, references, count] = [0, 0, 0];
  forEachFinitePair(reference, candidate, (r, c) => {
    if (r === 0 && c === 0) return;
    squares += (c - r) ** 2;
    references += r * r;
    count += 1;
  });
  if (count === 0 || squares === 0) return null;
  const [typical, relative] = [Math.sqrt(squares / count), Math.sqrt(squares / references)];
  let off = 0;
  forEachFinitePair(reference, candidate, (r, c) => {
    if (r === 0 && c === 0) return;
    const error = Math.abs(c - r);
    if (error >= PART * typical || error >= PART * relative * Math.abs(r)) off += 1;
  });
  return off / count;
}

/** Whether a share of elements that are off can come from a mode of arithmetic. */
export function isEven(spread: number | null): boolean {
  return spread !== null && spread >= EVEN;
}
