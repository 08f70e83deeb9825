import type { PackedTensor } from '../../tensor/tensor.js';
import type { Close } from './margin.js';
import { numbersOf } from './numbers-of.js';
import type { Slices } from './slices.js';

/** Decisions of a model, and how often two runtimes differ in them. */
export interface Agreement {
  readonly total: number;
  /** Differing decisions between which the reference hardly distinguishes. */
  readonly ties: number;
  /** Differing decisions where the reference is sure. */
  readonly flips: number;
  /** Where the first flip is, as a flat position in the output; null when there is none. */
  readonly first: number | null;
}

/**
 * Whether the k best along an axis are the same set. When they are not, each one that left must be close, in the
 * reference, to each one that came. Equal scores of the candidate count as the wrong choice, so that an output of
 * constants agrees with nothing. NaN is below every number.
 */
export function topkAgreement(
  reference: PackedTensor,
  candidate: PackedTensor,
  slices: Slices,
  k: number,
  close: Close,
): Agreement {
  const [r, c] = [numbersOf(reference), numbersOf(candidate)];
  let [ties, flips] = [0, 0];
  let first: number | null = null;
  for (let slice = 0; slice < slices.count; slice++) {
    const at = { start: slices.start(slice), stride: slices.stride, size: slices.size };
    const scoreOf = (j: number) => numberOr(Number.NEGATIVE_INFINITY, r[at.start + j * at.stride]);
    const wanted = best(r, at, k, () => false);
    const least = Math.min(...[...wanted].map(scoreOf));
    // All that the reference could have chosen, or the verdict would hang on the order of equal scores in it.
    const chosen = best(c, at, k, (j) => scoreOf(j) >= least);
    const came = [...chosen].filter((j) => !wanted.has(j));
    const left = [...wanted].filter((j) => !chosen.has(j));
    const [newcomer] = came;
    if (newcomer === undefined) continue;
    const numberOf = (j: number) => r[at.start + j * at.stride] ?? Number.NaN;
    if (close(Math.max(...left.map(numberOf)), Math.min(...came.map(numberOf)))) ties++;
    else {
      flips++;
      first ??= at.start + newcomer * at.stride;
    }
  }
  return { total: slices.count, ties, flips, first };
}

interface Row {
  readonly start: number;
  readonly stride: number;
  readonly size: number;
}

function numberOr(instead: number, value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? instead : value;
}

/** The k best of a row; of equal ones first those that are not `disfavoured`, then the foremost. */
function best(
  values: Float32Array | Float64Array,
  { start, stride, size }: Row,
  k: number,
  disfavoured: (j: number) => boolean,
): ReadonlySet<number> {
  const scoreOf = (j: number) => numberOr(Number.NEGATIVE_INFINITY, values[start + j * stride]);
  const chosen: { j: number; score: number; out: boolean }[] = [];
  for (let j = 0; j < size; j++) {
    const score = scoreOf(j);
    const last = chosen[k - 1];
    if (last !== undefined && score < last.score) continue;
    const out = disfavoured(j);
    let place = chosen.length;
    while (place > 0) {
      const other = chosen[place - 1];
      if (other === undefined || other.score > score || (other.score === score && (!other.out || out))) break;
      place--;
    }
    chosen.splice(place, 0, { j, score, out });
    if (chosen.length > k) chosen.pop();
  }
  return new Set(chosen.map(({ j }) => j));
}
