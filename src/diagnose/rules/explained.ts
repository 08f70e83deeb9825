import type { LinearFit } from '../../compare/kernel/linear-fit.js';
import type { DriftEvidence } from '../../judge/drift-evidence.js';
import type { ResultCell, ResultOutput } from '../../results/schema.js';
import { fromReal } from '../../tensor/real.js';
import { drifting, evidenceOf } from '../rule.js';

/** A drift counts as explained when at most this share of the RMSE remains. */
const LEFT_OVER = 1 / 50;

/** Sums that are rounded in another order are off by a common factor or constant of up to this relative size. */
const ROUNDING_BITS = 13;

/** Whether an error is so small beside the numbers that a factor or a constant may come from rounding alone. */
export function isRounding({ effectiveBits }: ResultOutput): boolean {
  return effectiveBits !== null && fromReal(effectiveBits) > ROUNDING_BITS;
}

export interface Explained {
  readonly output: ResultOutput;
  readonly own: DriftEvidence;
  readonly fit: LinearFit;
}

/** Drifting outputs whose difference nearly vanishes without a fitted factor or constant, the farthest off first. */
export function explainedBy(
  cell: ResultCell,
  evidence: readonly DriftEvidence[],
  residual: (fit: LinearFit) => number,
): readonly Explained[] {
  const size = ({ noiseRatio }: ResultOutput) => (noiseRatio === null ? 0 : fromReal(noiseRatio));
  const worstFirst = drifting(cell).toSorted((a, b) => size(b) - size(a));
  return worstFirst.flatMap((output) => {
    const own = evidenceOf(output, evidence);
    const fit = own?.fit ?? null;
    const rmse = output.rmse === null ? 0 : fromReal(output.rmse);
    if (
      own === undefined ||
      own.nonFiniteMismatches > 0 ||
      fit === null ||
      rmse === 0 ||
      residual(fit) > LEFT_OVER * rmse
    )
      return [];
    return [{ output, own, fit }];
  });
}
