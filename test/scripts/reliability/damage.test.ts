import { expect, test } from 'vitest';
import { damaged } from '../../../scripts/reliability/damage.js';

/** A Buffer, whose slices share its memory. */
const BYTES = Buffer.from(Array.from({ length: 100 }, (_, index) => index));

test('one bit is flipped, or the end is cut off, and always the same', () => {
  for (let seed = 0; seed < 200; seed++) {
    const { bytes, damage } = damaged(BYTES, seed);
    expect(damaged(BYTES, seed)).toEqual({ bytes, damage });
    expect(BYTES[seed % 100]).toBe(seed % 100);
    if (damage.kind === 'cut') expect([...bytes]).toEqual([...BYTES.subarray(0, damage.at)]);
    else {
      const differing = [...bytes].flatMap((byte, at) => (byte === BYTES[at] ? [] : [at]));
      expect(differing).toEqual([damage.at]);
      const bits = (bytes[damage.at] ?? 0) ^ (BYTES[damage.at] ?? 0);
      expect(Math.log2(bits) % 1).toBe(0);
    }
  }
});

test('the damage is all over the file', () => {
  const places = new Set(Array.from({ length: 200 }, (_, seed) => Math.floor(damaged(BYTES, seed).damage.at / 10)));
  expect(places.size).toBe(10);
});
