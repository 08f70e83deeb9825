import { type Limit, type Tally, tallyNonFinite } from './tally.js';

/** Factors, powers of two, that keep squares inside float64. */
export interface Scales {
  readonly difference: number;
  readonly reference: number;
}

/**
 * As tallyFloat32, for float64. Squares can leave the range of float64, so they are taken of scaled values; limits and
 * maxima are of the values themselves. A difference too large for float64 counts as its largest number.
 */
export function tallyFloat64(
  tally: Tally,
  reference: Float64Array,
  candidate: Float64Array,
  start: number,
  end: number,
  base: number,
  limit: Limit,
  scales: Scales,
): void {
  const { atol, rtol } = limit;
  const scale = scales.difference;
  const shrink = scale < 1;
  let { maxAbs, maxRel } = tally;
  let worst = -1;
  let skipped = 0;
  let outside = 0;
  let differences = 0;
  let references = 0;
  for (let i = start; i < end; i++) {
    const r = reference[i] ?? 0;
    const c = candidate[i] ?? 0;
    let size = Math.abs(c - r);
    if (!(size <= maxAbs)) {
      if (!Number.isFinite(r) || !Number.isFinite(c)) {
        tallyNonFinite(tally, r, c, base + i);
        skipped++;
        continue;
      }
      size = Math.min(size, Number.MAX_VALUE);
      if (size > maxAbs) {
        maxAbs = size;
        worst = i;
      }
    }
    const magnitude = Math.abs(r);
    // Shrink before subtracting, or the difference overflows; grow after it, or the operands do.
    const d = shrink ? c * scale - r * scale : (c - r) * scale;
    const scaled = r * scales.reference;
    differences += d * d;
    references += scaled * scaled;
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
