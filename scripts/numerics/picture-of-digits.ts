import { type PackedTensor, tensor } from '../../src/tensor/tensor.js';

/** Rows of three pixels for each digit, from the top. */
const DIGITS = ['75557', '26227', '71747', '71717', '55711', '74717', '74757', '71111', '75757', '75717'];
const SCALE = 4;

/**
 * A light picture with two lines of dark digits, float32[1, 3, side, side] in [-1, 1], as text detectors expect it.
 * @param seed chooses the digits
 */
export function pictureOfDigits(side: number, seed: number): PackedTensor {
  const plane = new Float32Array(side * side).fill(0.9);
  const perLine = Math.floor((side - 16) / (4 * SCALE));
  for (const [line, top] of [12, 52].entries())
    for (let place = 0; place < perLine; place++) {
      const rows = DIGITS[(seed * 7 + line * 5 + place * 3 + 1) % 10] ?? '';
      for (let y = 0; y < 5 * SCALE; y++)
        for (let x = 0; x < 3 * SCALE; x++) {
          const bit = (Number(rows[Math.floor(y / SCALE)]) >> (2 - Math.floor(x / SCALE))) & 1;
          if (bit === 1) plane[(top + y) * side + 8 + place * 4 * SCALE + x] = -0.9;
        }
    }
  const all = new Float32Array(3 * side * side);
  for (let channel = 0; channel < 3; channel++) all.set(plane, channel * side * side);
  return tensor('float32', [1, 3, side, side], new Uint8Array(all.buffer));
}
