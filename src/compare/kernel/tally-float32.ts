import { type Limit, type Tally, tallyNonFinite } from './tally.js';

/**
 * Adds the pairs [start, end) of two arrays to the tally; element i counts as index `base + i`.
 *
 * Differences are exact to float64 and cannot overflow in it. The hot path has no division and one branch for both
 * "new maximum" and "not finite": a NaN or an infinity is never <= the maximum so far. Two sums of each kind keep the
 * additions from waiting for each other. `?? 0` satisfies the compiler and costs nothing: the index is in bounds.
 */
export function tallyFloat32(
  tally: Tally,
  reference: Float32Array,
  candidate: Float32Array,
  start: number,
  end: number,
  base: number,
  limit: Limit,
): void {
  const { atol, rtol } = limit;
  let { maxAbs, maxRel } = tally;
  let worst = -1;
  let skipped = 0;
  let outside = 0;
  let differences = 0;
  let references = 0;
  for (let i = start; i < end; i++) {
    const r = reference[i] ?? 0;
    const c = candidate[i] ?? 0;
    const d = c - r;
    const size = Math.abs(d);
    if (!(size <= maxAbs)) {
      if (!Number.isFinite(size)) {
        tallyNonFinite(tally, r, c, base + i);
        skipped++;
        continue;
      }
      maxAbs = size;
      worst = i;
    }
    const magnitude = Math.abs(r);
    differences += d * d;
    references += r * r;
    if (size > atol + rtol * magnitude) outside++;
    if (size > maxRel * magnitude) maxRel = size / magnitude;
  }
  tally.finite += end - start - skipped;
  tally.maxAbs = maxAbs;
  tally.maxRel = maxRel;
  if (worst >= 0) tally.worst = base + worst;
  tally.outside += outside;
  tally.differences += differences;
  tally.references += references;
}
