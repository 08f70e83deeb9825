import { byteLength, type PackedDType } from '../../tensor/dtype.js';
import { elementCount, type PackedTensor } from '../../tensor/tensor.js';
import { componentsPerElement } from './components.js';
import { addTally, emptyTally, type Limit, type Tally } from './tally.js';
import { BLOCK, blockCount, type TallyInput, tallyBlock } from './tally-block.js';
import type { Scales } from './tally-float64.js';
import type { TallyPool } from './tally-pool.js';

/** How far two tensors are apart. Sizes are of the finite pairs; a complex number counts as two components. */
export interface Measurement {
  readonly total: number;
  readonly finite: number;
  readonly maxAbs: number;
  /** Largest |c − r| / |r|; infinite where a zero became something else. */
  readonly maxRel: number;
  readonly rmse: number;
  /** Root mean square of the reference. */
  readonly rms: number;
  /** Component of the first mismatch of NaN or infinity, else where the difference is largest; null when all agree. */
  readonly worst: number | null;
  /** Finite pairs outside the element-wise limit. */
  readonly outside: number;
  /** Pairs whose NaN or infinity (with its sign) is not the same in both. */
  readonly nonFiniteMismatches: number;
  readonly nanReferences: number;
  readonly nanCandidates: number;
}

/** A limit that nothing is outside of. */
export const NO_LIMIT: Limit = { atol: Number.POSITIVE_INFINITY, rtol: 0 };

/** After the first, squares of float64's largest values and long sums of them fit; after the second, of its smallest. */
const SHRINK = 2 ** -540;
const GROW = 2 ** 540;

/**
 * Measures a candidate against a reference of the same dtype and shape in one pass over memory (a second one only for
 * float64 values whose squares leave its range). `limit` is numpy's: outside means |c − r| > atol + rtol·|r|. A `pool`
 * makes large tensors faster and changes nothing else: sums are always taken block by block.
 * @throws TypeError when dtype or shape differ: nothing is ever broadcast or converted
 */
export function measure(reference: PackedTensor, candidate: PackedTensor, limit: Limit, pool?: TallyPool): Measurement {
  const sameShape =
    reference.shape.length === candidate.shape.length && reference.shape.every((n, i) => n === candidate.shape[i]);
  if (reference.dtype !== candidate.dtype || !sameShape)
    throw new TypeError('only tensors of one type can be measured');
  const total = elementCount(reference.shape) * componentsPerElement(reference.dtype);
  const expected = byteLength(reference.dtype, elementCount(reference.shape));
  if (reference.bytes.byteLength !== expected || candidate.bytes.byteLength !== expected)
    throw new TypeError('a tensor does not hold the bytes that its type needs');
  const unscaled = { difference: 1, reference: 1 };
  const tally = tallyAll({ reference, candidate, limit, scales: unscaled }, pool);
  const scales = { difference: scaleFor(tally.differences), reference: scaleFor(tally.references) };
  const fits = (scales.difference === 1 || tally.maxAbs === 0) && scales.reference === 1;
  if (fits || !isWide(reference.dtype)) return finish(tally, total, unscaled);
  return finish(tallyAll({ reference, candidate, limit, scales }, pool), total, scales);
}

function tallyAll(input: TallyInput, pool: TallyPool | undefined): Tally {
  const shared = pool?.tally(input) ?? null;
  const sum = emptyTally();
  const step = BLOCK * componentsPerElement(input.reference.dtype);
  for (let i = 0; i < blockCount(input); i++) addTally(sum, shared?.[i] ?? tallyBlock(input, i), i * step);
  return sum;
}

function isWide(dtype: PackedDType): boolean {
  return dtype === 'float64' || dtype === 'complex128';
}

function scaleFor(sumOfSquares: number): number {
  if (sumOfSquares === Number.POSITIVE_INFINITY) return SHRINK;
  return sumOfSquares < 1e-290 ? GROW : 1;
}

function finish(tally: Tally, total: number, scales: Scales): Measurement {
  const { finite, maxAbs, maxRel, outside, nonFiniteMismatches, nanReferences, nanCandidates } = tally;
  const mean = (sum: number) => (finite === 0 ? 0 : sum / finite);
  const worst = tally.firstNonFiniteMismatch < 0 ? tally.worst : tally.firstNonFiniteMismatch;
  return {
    total,
    finite,
    maxAbs,
    maxRel,
    // The mean of equal squares may round above them.
    rmse: Math.min(Math.sqrt(mean(tally.differences)) / scales.difference, maxAbs),
    rms: Math.sqrt(mean(tally.references)) / scales.reference,
    worst: worst < 0 ? null : worst,
    outside,
    nonFiniteMismatches,
    nanReferences,
    nanCandidates,
  };
}
