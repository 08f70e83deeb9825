import { fitsDType } from '../../plan/rule-fits.js';
import { DTYPES } from '../../tensor/dtype.js';
import type { PackedTensor, Tensor } from '../../tensor/tensor.js';
import { judgeExact } from './judge-exact.js';
import { judgeFloats } from './judge-floats.js';
import { judgeIntegers } from './judge-integers.js';
import type { Judged, Judgement, JudgingContext } from './judgement.js';

/** Judges two tensors of the same dtype and shape; the caller has checked both. */
export function judgeTensors(reference: Tensor, candidate: Tensor, context: JudgingContext): Judgement {
  return judgeClosely(reference, candidate, context).judgement;
}

/**
 * As judgeTensors, with what the numbers say about the arithmetic. A rule that does not fit the type gives way to the
 * default: the rule for a map's float values is not one for its keys.
 */
export function judgeClosely(reference: Tensor, candidate: Tensor, context: JudgingContext): Judged {
  const own = fitsDType(context.tolerance, reference.dtype) ? context : { ...context, tolerance: 'auto' as const };
  if (isPacked(reference) && isPacked(candidate)) {
    const { kind } = DTYPES[reference.dtype];
    if (kind === 'float' || kind === 'complex') return judgeFloats(reference, candidate, own);
    if (kind === 'integer') return { judgement: judgeIntegers(reference, candidate, own), precisionLoss: null };
  }
  return { judgement: judgeExact(reference, candidate, own.team), precisionLoss: null };
}

function isPacked(tensor: Tensor): tensor is PackedTensor {
  return tensor.dtype !== 'string';
}
