import type { DType } from '../tensor/dtype.js';
import { fromReal } from '../tensor/real.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Judged, PrecisionLoss } from './judgement.js';
import type { Measurement } from './kernel/measure.js';
import { effectiveBits, expectedBits, type NoiseModel } from './kernel/noise-model.js';
import { isEven, spreadOfErrors } from './kernel/spread.js';

/** How many bits coarser than declared the arithmetic may appear before that is a finding by itself. */
const COARSER_BITS = 3;
/** The same loss in every output is a mode; losses that differ by more bits than this have separate causes. */
export const FLAT_BITS = 1.5;
/** Effective bits that the coarse modes of processors leave: bfloat16 10.3 to 10.5, float16 and tf32 up to about 14. */
const MODES = { from: 8.5, to: 14.8 };

/** A judgement with the tensors that were compared, where there were two. */
type Measured = Judged & { readonly compared: { readonly reference: Tensor; readonly candidate: Tensor } | null };

/** The warning instead of a finding under a configured tolerance. Without numbers, so that equal texts can be merged. */
export const lossWarning = `the tolerance accepts results more than ${COARSER_BITS} bits coarser than the column declares`;

export function lossReason({ bits, expected }: PrecisionLoss): string {
  return `effective precision is ${bits.toFixed(1)} bits, ${expected.toFixed(0)} expected`;
}

/** The loss of precision that a measurement shows, where it is clearly coarser than the column declares. */
export function lossOf(dtype: DType, { rmse, finite }: Measurement, model: NoiseModel | null): PrecisionLoss | null {
  if (model === null || finite === 0) return null;
  const bits = effectiveBits(rmse, model, dtype);
  const expected = expectedBits(model, dtype);
  return bits < expected - COARSER_BITS ? { bits, expected } : null;
}

/**
 * A configured tolerance may accept coarse numbers in one output, but not that the whole model silently runs in a coarser
 * arithmetic than its column declares. That shows in one case as about the same loss in every float output, at least two
 * (a single output cannot distinguish an operator from a mode), spread over their elements, at the bits that known modes
 * leave. To accept it, declare the column's precision.
 */
export function withPrecisionModes<T extends Measured>(outputs: readonly T[]): readonly T[] {
  return isMode(outputs) ? outputs.map(drifted) : outputs;
}

function isMode(outputs: readonly Measured[]): boolean {
  const inexact = outputs.filter(({ judgement: { effectiveBits: bits, rmse } }) => bits !== null && rmse !== 0);
  if (inexact.length < 2 || inexact.some(({ precisionLoss }) => precisionLoss === null)) return false;
  const bits = inexact.map(({ judgement }) => fromReal(judgement.effectiveBits ?? 0));
  const [least, most] = [Math.min(...bits), Math.max(...bits)];
  if (most - least > FLAT_BITS || least < MODES.from || most >= MODES.to) return false;
  return inexact.every(({ compared }) => compared !== null && isEven(spreadOf(compared)));
}

function spreadOf({ reference, candidate }: NonNullable<Measured['compared']>): number | null {
  if (reference.dtype === 'string' || candidate.dtype === 'string') return null;
  return spreadOfErrors(reference, candidate);
}

function drifted<T extends Judged>(output: T): T {
  const { judgement, precisionLoss } = output;
  if (precisionLoss === null || judgement.verdict !== 'pass') return output;
  const reason = `${lossReason(precisionLoss)}, the same in every float output, which no tolerance accepts`;
  return { ...output, judgement: { ...judgement, verdict: 'drift', reason } };
}
