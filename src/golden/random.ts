import { createHash } from 'node:crypto';

/** A stream of pseudo-random numbers, the same on every machine: it uses exact operations only, no logarithm or sine. */
export interface Random {
  /** Uniform in [0, 1), a multiple of 2^-53. */
  uniform(): number;
  /** Integer in [low, high), for a span up to 2^53. */
  integer(low: number, high: number): number;
  /**
   * Mean 0, variance 1: the sum of 12 uniform numbers less 6 (Irwin–Hall). Its tails end at ±6, which keeps inputs
   * reasonable.
   */
  normal(): number;
}

/**
 * The stream for a seed and a name, so that an input stays the same when others are added or removed. sfc32 (Chris
 * Doty-Humphrey's small fast counting generator of PractRand: 128 bits of state, a counter among them, period at least
 * 2^32), started from SHA-256 of both.
 */
export function randomFor(seed: number, name: string): Random {
  const hash = createHash('sha256').update(`${seed}\0${name}`).digest();
  let a = hash.readInt32LE(0);
  let b = hash.readInt32LE(4);
  let c = hash.readInt32LE(8);
  let counter = hash.readInt32LE(12);
  const next = () => {
    const out = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + out) | 0;
    return out >>> 0;
  };
  const uniform = () => (next() * 2 ** 21 + (next() >>> 11)) * 2 ** -53;
  return {
    uniform,
    integer: (low, high) => low + Math.floor(uniform() * (high - low)),
    normal: () => {
      let sum = 0;
      for (let draw = 0; draw < 12; draw++) sum += next();
      return sum * 2 ** -32 - 6;
    },
  };
}
