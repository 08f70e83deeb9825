/**
 * `count` reproducible float32 values, uniform in [-1, 1), from a 32-bit xorshift (Marsaglia 2003, triple 13, 17, 5).
 * @param seed any integer; different seeds give different values
 */
export function randomFloats(seed: number, count: number): Float32Array {
  // Xorshift has no way out of zero, and small seeds start slowly: spread them first (golden-ratio multiplier).
  let state = Math.imul(seed + 1, 0x9e3779b9) | 1;
  return Float32Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state | 0) / 2 ** 31;
  });
}
