import type { Limit, Tally } from './tally.js';

const HIGH = 2 ** 32;

/**
 * Adds the pairs [start, end) of 64-bit integers, given as their 32-bit words (low word first), to the tally.
 *
 * Words instead of BigInts: equality is exact, nothing is allocated, and a difference is rounded once, when it becomes
 * a number. `high` is signed or unsigned by its array type, which distinguishes int64 from uint64.
 */
export function tallyInt64(
  tally: Tally,
  reference: Int32Array | Uint32Array,
  candidate: Int32Array | Uint32Array,
  start: number,
  end: number,
  { atol, rtol }: Limit,
): void {
  for (let i = start; i < end; i++) {
    const highR = reference[2 * i + 1] ?? 0;
    const highC = candidate[2 * i + 1] ?? 0;
    const lowR = (reference[2 * i] ?? 0) >>> 0;
    const lowC = (candidate[2 * i] ?? 0) >>> 0;
    const r = highR * HIGH + lowR;
    tally.references += r * r;
    if (highR === highC && lowR === lowC) continue;
    const d = (highC - highR) * HIGH + (lowC - lowR);
    const size = Math.abs(d);
    const magnitude = Math.abs(r);
    tally.differences += d * d;
    if (size > atol + rtol * magnitude) tally.outside++;
    if (size > tally.maxAbs) {
      tally.maxAbs = size;
      tally.worst = i;
    }
    if (size > tally.maxRel * magnitude) tally.maxRel = size / magnitude;
  }
  tally.finite += end - start;
}
