import type { LinearFit } from '../../compare/kernel/linear-fit.js';
import type { DriftEvidence } from '../../judge/drift-evidence.js';
import type { ResultCell, ResultOutput } from '../../results/schema.js';
import { fromReal } from '../../tensor/real.js';
import { drifting, evidenceOf } from '../rule.js';

/** A drift counts as explained when at most this share of the RMSE remains. */
const LEFT_OVER = 1 / 50;

export interface Explained {
  readonly output: ResultOutput;
  readonly own: DriftEvidence;
  readonly fit: LinearFit;
}

/** Drifting outputs whose difference nearly vanishes without a fitted factor or constant. */
export function explainedBy(
  cell: ResultCell,
  evidence: readonly DriftEvidence[],
  residual: (fit: LinearFit) => number,
): readonly Explained[] {
  return drifting(cell).flatMap((output) => {
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
