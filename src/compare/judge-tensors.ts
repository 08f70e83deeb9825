import { DTYPES } from '../tensor/dtype.js';
import type { PackedTensor, Tensor } from '../tensor/tensor.js';
import { judgeExact } from './judge-exact.js';
import { judgeFloats } from './judge-floats.js';
import type { Judgement, JudgingContext } from './judgement.js';

/** Judges two tensors of the same dtype and shape; the caller has checked both. */
export function judgeTensors(reference: Tensor, candidate: Tensor, context: JudgingContext): Judgement {
  if (isFloat(reference) && isFloat(candidate)) return judgeFloats(reference, candidate, context);
  return judgeExact(reference, candidate);
}

function isFloat(tensor: Tensor): tensor is PackedTensor {
  const { kind } = DTYPES[tensor.dtype];
  return kind === 'float' || kind === 'complex';
}
