import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measure } from '../../../src/compare/kernel/measure.js';
import { addTally, emptyTally } from '../../../src/compare/kernel/tally.js';
import { BLOCK, blockCount, blockOf, tallyBlock } from '../../../src/compare/kernel/tally-block.js';
import { fillSlot, SHARED_BYTES, slotsIn, talliedIn, tallySlot } from '../../../src/compare/kernel/tally-slots.js';
import { anyTensor, bitsOf, f32 } from '../tensors.js';

const limit = { atol: 0.5, rtol: 0.25 };
const scales = { difference: 1, reference: 2 ** -540 };
const pairOfOneType = anyTensor.chain((a) => fc.tuple(fc.constant(a), bitsOf(a.dtype, a.shape)));

test('a slot gives the tally that the block itself gives, for every dtype', () => {
  const [slot] = slotsIn(new SharedArrayBuffer(SHARED_BYTES)).slots;
  if (slot === undefined) throw new Error('there are slots');
  fc.assert(
    fc.property(pairOfOneType, ([reference, candidate]) => {
      const input = { reference, candidate, limit, scales };
      fillSlot(slot, input, 0);
      tallySlot(slot);
      expect(talliedIn(slot)).toEqual(tallyBlock(input, 0));
    }),
  );
});

test('what lies at the borders of blocks is found at its own index', () => {
  const total = 2 * BLOCK + 5;
  for (const at of [0, BLOCK - 1, BLOCK, 2 * BLOCK - 1, 2 * BLOCK, total - 1]) {
    const values = new Array<number>(total).fill(1);
    const moved = f32(values.with(at, 2));
    expect(measure(f32(values), moved, limit)).toMatchObject({
      total,
      finite: total,
      maxAbs: 1,
      worst: at,
      outside: 1,
    });
    const broken = f32(values.with(at, Number.NaN));
    expect(measure(f32(values), broken, limit)).toMatchObject({
      finite: total - 1,
      worst: at,
      nonFiniteMismatches: 1,
      nanCandidates: 1,
    });
  }
});

test('of equal maxima and of several mismatches the first counts, in whichever block', () => {
  const values = new Array<number>(3 * BLOCK).fill(0);
  const later = values.with(BLOCK + 3, 1).with(2 * BLOCK + 1, 1);
  expect(measure(f32(values), f32(later), limit)).toMatchObject({ worst: BLOCK + 3, outside: 2 });
  const infinite = values.with(BLOCK + 3, -Infinity).with(2 * BLOCK + 1, Infinity);
  expect(measure(f32(values), f32(infinite), limit)).toMatchObject({ worst: BLOCK + 3, nonFiniteMismatches: 2 });
});

test('half-byte elements are cut at whole bytes, and a complex number counts twice in an index', () => {
  const bytes = new Uint8Array((BLOCK + 3 + 1) / 2);
  const nibbles = { kind: 'tensor' as const, dtype: 'uint4' as const, shape: [BLOCK + 3], bytes };
  const other = { ...nibbles, bytes: bytes.with(bytes.length - 1, 7) };
  expect(measure(nibbles, other, limit)).toMatchObject({ worst: BLOCK + 2, maxAbs: 7, outside: 1 });
  expect(blockOf(nibbles, 1)).toMatchObject({ shape: [3], bytes: new Uint8Array(2) });
  const flat = f32(new Array<number>(2 * BLOCK + 2).fill(0));
  const complex = { ...flat, dtype: 'complex64' as const, shape: [BLOCK + 1] };
  const moved = f32(new Array<number>(2 * BLOCK + 2).fill(0).with(2 * BLOCK + 1, 3));
  const candidate = { ...moved, dtype: 'complex64' as const, shape: [BLOCK + 1] };
  expect(measure(complex, candidate, limit).worst).toBe(2 * BLOCK + 1);
});

test('a tensor without elements has no block, and adds nothing', () => {
  const none = f32([], [0, 4]);
  expect(blockCount({ reference: none, candidate: none, limit, scales })).toBe(0);
  expect(measure(none, none, limit)).toMatchObject({ total: 0, finite: 0, worst: null });
  const sum = emptyTally();
  addTally(sum, emptyTally(), BLOCK);
  expect(sum).toEqual(emptyTally());
});
