import type { Numbers } from './numbers.js';

/** What one pass over the numbers of two constants of one shape shows. */
export interface Elementwise {
  readonly count: number;
  readonly differing: number;
  /** The first that differs. */
  readonly first: { readonly index: number; readonly a: number; readonly b: number } | null;
  /** Numbers of the second constant that are NaN or infinite where those of the first are not. */
  readonly nonFinite: number;
  readonly zero: { readonly a: boolean; readonly b: boolean };
  /** RMS of the difference relative to the RMS of the first. */
  readonly relative: number;
  /** The one number by which all of the second differ from the first; null when there is none. */
  readonly offset: number | null;
  /** The least-squares factor between the two, and the RMS of what it leaves, relative to the RMS of the first. */
  readonly factor: { readonly value: number; readonly rest: number };
  /** The second is the first in a narrower type: the largest error in roundings of that type; infinite when it is not. */
  readonly roundings: Readonly<Record<Narrow, number>>;
}

export type Narrow = 'float16' | 'bfloat16';

/** Significant bits, the smallest normal number and the largest number (IEEE 754 binary16; bfloat16). */
const NARROW = {
  float16: { bits: 11, smallest: 2 ** -14, largest: 65504 },
  bfloat16: { bits: 8, smallest: 2 ** -126, largest: 3.3895313892515355e38 },
} as const;

export function compareElements(a: Numbers, b: Numbers): Elementwise {
  const tally = { differing: 0, nonFinite: 0, aa: 0, ab: 0, bb: 0, dd: 0 };
  const range = { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY };
  const zero = { a: true, b: true };
  const roundings = { float16: 0, bfloat16: 0 };
  let first: Elementwise['first'] = null;
  const others = b.blocks();
  for (const { from, numbers } of a.blocks()) {
    const { numbers: other = new Float64Array() } = others.next().value ?? {};
    for (let index = 0; index < numbers.length; index++) {
      const x = numbers[index] ?? 0;
      const y = other[index] ?? 0;
      if (x !== 0) zero.a = false;
      if (y !== 0) zero.b = false;
      const difference = y - x;
      if (difference < range.least) range.least = difference;
      if (difference > range.most) range.most = difference;
      tally.aa += x * x;
      tally.ab += x * y;
      tally.bb += y * y;
      tally.dd += difference * difference;
      if (x === y || Object.is(x, y)) continue;
      tally.differing++;
      first ??= { index: from + index, a: x, b: y };
      if (Number.isFinite(x) && !Number.isFinite(y)) tally.nonFinite++;
    }
    // The few numbers of the first block decide, unless it is such a type.
    for (const type of ['float16', 'bfloat16'] as const)
      if (roundings[type] <= MOST_ROUNDINGS)
        roundings[type] = Math.max(roundings[type], mostRoundings(numbers, other, type));
  }
  const { aa, ab, bb, dd } = tally;
  const value = aa === 0 ? 0 : ab / aa;
  return {
    count: a.count,
    differing: tally.differing,
    first,
    nonFinite: tally.nonFinite,
    zero,
    relative: Math.sqrt(dd / aa),
    offset: range.least === range.most ? range.least : null,
    factor: { value, rest: Math.sqrt(Math.max(0, bb - value * ab) / aa) },
    roundings,
  };
}

/** The most roundings that two numbers are apart; it ends where the type is not that of the second. */
function mostRoundings(a: Float64Array, b: Float64Array, type: Narrow): number {
  let most = 0;
  for (let index = 0; index < a.length && most <= MOST_ROUNDINGS; index++)
    most = Math.max(most, roundingsOf(a[index] ?? 0, b[index] ?? 0, type));
  return most;
}

/** One rounding, or one truncation, which is up to twice as much. */
const MOST_ROUNDINGS = 2;

/** How many roundings of a type apart two numbers are, the second of which must be in that type. */
function roundingsOf(x: number, y: number, type: Narrow): number {
  if (!isIn(y, type)) return Number.POSITIVE_INFINITY;
  if (x === y) return 0;
  const { bits, smallest } = NARROW[type];
  return Math.abs(y - x) / (Math.max(Math.abs(x), smallest) * 2 ** -bits);
}

/** Whether a number is exact in a type. */
function isIn(value: number, type: Narrow): boolean {
  if (value === 0 || !Number.isFinite(value)) return true;
  const { bits, smallest, largest } = NARROW[type];
  const size = Math.abs(value);
  if (size > largest) return false;
  if (size < smallest) return Number.isInteger(size / (smallest * 2 ** (1 - bits)));
  // Dekker's splitting: the number rounded to so many bits.
  const scaled = size * (2 ** (53 - bits) + 1);
  return scaled - (scaled - size) === size;
}
