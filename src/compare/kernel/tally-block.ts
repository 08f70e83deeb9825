import { byteLength } from '../../tensor/dtype.js';
import { elementCount, type PackedTensor } from '../../tensor/tensor.js';
import { componentsPerElement } from './components.js';
import type { Limit, Tally } from './tally.js';
import type { Scales } from './tally-float64.js';
import { tallyTensors } from './tally-tensors.js';

/** Elements of a block; a multiple of 8, so that blocks begin at whole bytes for every dtype. */
export const BLOCK = 1 << 16;

/** What all blocks of one measurement share. */
export interface TallyInput {
  readonly reference: PackedTensor;
  readonly candidate: PackedTensor;
  readonly limit: Limit;
  readonly scales: Scales;
}

export function blockCount({ reference }: TallyInput): number {
  return Math.ceil(elementCount(reference.shape) / BLOCK);
}

/** One block of a tensor, sharing its memory, as a tensor of rank 1. */
export function blockOf({ dtype, shape, bytes }: PackedTensor, index: number): PackedTensor {
  const start = index * BLOCK;
  const count = Math.min(BLOCK, elementCount(shape) - start);
  const from = byteLength(dtype, start);
  return { kind: 'tensor', dtype, shape: [count], bytes: bytes.subarray(from, from + byteLength(dtype, count)) };
}

/** The tally of one block; its indices are those inside the block. */
export function tallyBlock({ reference, candidate, limit, scales }: TallyInput, index: number): Tally {
  const [r, c] = [blockOf(reference, index), blockOf(candidate, index)];
  return tallyTensors(r, c, elementCount(r.shape) * componentsPerElement(r.dtype), limit, scales);
}
