import { byteLength, DTYPES, isDType, type PackedDType } from '../../tensor/dtype.js';
import type { PackedTensor } from '../../tensor/tensor.js';
import { emptyTally, type Tally } from './tally.js';
import { BLOCK, blockOf, type TallyInput, tallyBlock } from './tally-block.js';

/**
 * Slots in memory that the comparing thread shares with one worker thread: a slot holds copies of one block of both
 * tensors, how to tally it, and then its tally. A slot belongs to the comparing thread while EMPTY or DONE, to the
 * worker while FILLED.
 */
export const EMPTY = 0;
export const FILLED = 1;
export const DONE = 2;
/** Enough for the worker to go on while the comparing thread is at a block of its own; measured. */
export const SLOTS = 4;

/** Shared memory of one worker. `states` has one entry a slot, then READY_AT: not 0 once the worker listens. */
export interface Slots {
  readonly states: Int32Array;
  readonly slots: readonly Slot[];
}

export const READY_AT = SLOTS;

interface Slot {
  /** How to tally, then the tally. */
  readonly numbers: Float64Array;
  readonly reference: Uint8Array;
  readonly candidate: Uint8Array;
}

const NUMBERS = 16;
const WIDEST = 16;
const BLOCK_BYTES = BLOCK * WIDEST;
const STATE_BYTES = 64;
const SLOT_BYTES = NUMBERS * 8 + 2 * BLOCK_BYTES;
export const SHARED_BYTES = STATE_BYTES + SLOTS * SLOT_BYTES;

const PACKED_DTYPES: readonly string[] = Object.keys(DTYPES);
const FIELDS = Object.keys(emptyTally());

/** Views on the memory that is shared with one worker. */
export function slotsIn(memory: SharedArrayBuffer): Slots {
  const slots = Array.from({ length: SLOTS }, (_, index) => {
    const start = STATE_BYTES + index * SLOT_BYTES;
    const tensors = start + NUMBERS * 8;
    return {
      numbers: new Float64Array(memory, start, NUMBERS),
      reference: new Uint8Array(memory, tensors, BLOCK_BYTES),
      candidate: new Uint8Array(memory, tensors + BLOCK_BYTES, BLOCK_BYTES),
    };
  });
  return { states: new Int32Array(memory, 0, SLOTS + 1), slots };
}

/** Copies a block into a slot. */
export function fillSlot(slot: Slot, { reference, candidate, limit, scales }: TallyInput, index: number): void {
  const [r, c] = [blockOf(reference, index), blockOf(candidate, index)];
  slot.reference.set(r.bytes);
  slot.candidate.set(c.bytes);
  const count = r.shape[0] ?? 0;
  const dtype = PACKED_DTYPES.indexOf(r.dtype);
  slot.numbers.set([dtype, count, limit.atol, limit.rtol, scales.difference, scales.reference]);
}

/** Replaces what fillSlot put there by its tally. */
export function tallySlot(slot: Slot): void {
  const [code = 0, count = 0, atol = 0, rtol = 0, difference = 1, reference = 1] = slot.numbers;
  const dtype = PACKED_DTYPES[code];
  if (dtype === undefined || !isDType(dtype) || dtype === 'string') throw new RangeError(`no dtype has code ${code}`);
  const side = (bytes: Uint8Array) => sideOf(dtype, count, bytes);
  const tally = tallyBlock(
    {
      reference: side(slot.reference),
      candidate: side(slot.candidate),
      limit: { atol, rtol },
      scales: { difference, reference },
    },
    0,
  );
  slot.numbers.set(numbersOf(tally));
}

function sideOf(dtype: PackedDType, count: number, bytes: Uint8Array): PackedTensor {
  return { kind: 'tensor', dtype, shape: [count], bytes: bytes.subarray(0, byteLength(dtype, count)) };
}

function numbersOf(tally: Tally): number[] {
  return Object.values(tally);
}

/** The tally that tallySlot left. */
export function talliedIn({ numbers }: Slot): Tally {
  return { ...emptyTally(), ...Object.fromEntries(FIELDS.map((field, index) => [field, numbers[index] ?? 0])) };
}
