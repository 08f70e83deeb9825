/** What the inner loops add up, chunk after chunk; finishing turns it into a measurement. */
export interface Tally {
  /** Pairs of which both are finite. */
  finite: number;
  /** Largest |candidate − reference| of the finite pairs, and where it first occurs (-1: nowhere, all are equal). */
  maxAbs: number;
  worst: number;
  maxRel: number;
  /** Sums of squares of the scaled differences and the scaled reference. */
  differences: number;
  references: number;
  /** Finite pairs with |c − r| > atol + rtol·|r|. */
  outside: number;
  /** Pairs of which one is NaN or infinite and the other is not the same (NaN, or infinity of that sign). */
  nonFiniteMismatches: number;
  firstNonFiniteMismatch: number;
  nanReferences: number;
  nanCandidates: number;
}

/** numpy.allclose's element-wise limit: |c − r| ≤ atol + rtol·|r|. */
export interface Limit {
  readonly atol: number;
  readonly rtol: number;
}

export function emptyTally(): Tally {
  return {
    finite: 0,
    maxAbs: 0,
    worst: -1,
    maxRel: 0,
    differences: 0,
    references: 0,
    outside: 0,
    nonFiniteMismatches: 0,
    firstNonFiniteMismatch: -1,
    nanReferences: 0,
    nanCandidates: 0,
  };
}

/** Adds a pair of which at least one is NaN or infinite. NaN payloads are ignored; the signs of infinities count. */
export function tallyNonFinite(tally: Tally, reference: number, candidate: number, index: number): void {
  const nanReference = Number.isNaN(reference);
  const nanCandidate = Number.isNaN(candidate);
  if (nanReference) tally.nanReferences++;
  if (nanCandidate) tally.nanCandidates++;
  if (reference === candidate || (nanReference && nanCandidate)) return;
  tally.nonFiniteMismatches++;
  if (tally.firstNonFiniteMismatch < 0) tally.firstNonFiniteMismatch = index;
}

/** Adds what was tallied of the pairs from index `base` on; parts are added in their order, so that first stays first. */
export function addTally(sum: Tally, part: Tally, base: number): void {
  if (part.maxAbs > sum.maxAbs) {
    sum.maxAbs = part.maxAbs;
    sum.worst = base + part.worst;
  }
  if (sum.firstNonFiniteMismatch < 0 && part.firstNonFiniteMismatch >= 0)
    sum.firstNonFiniteMismatch = base + part.firstNonFiniteMismatch;
  sum.maxRel = Math.max(sum.maxRel, part.maxRel);
  sum.finite += part.finite;
  sum.differences += part.differences;
  sum.references += part.references;
  sum.outside += part.outside;
  sum.nonFiniteMismatches += part.nonFiniteMismatches;
  sum.nanReferences += part.nanReferences;
  sum.nanCandidates += part.nanCandidates;
}
