import { type Convolution, pixelsOf, weightsOf } from './convolution.js';

/** What a convolution is in float64, per element of its result. */
export interface ExactConvolution {
  readonly sums: Float64Array;
  /** √Σt² of the terms t: what the rounding of a sum in any order is measured by (Higham 2002, section 4.2). */
  readonly sizes: Float64Array;
}

export function exactConvolution(convolution: Convolution): ExactConvolution {
  const { kernel, channels, rows } = convolution;
  const [weights, pixels] = [weightsOf(convolution), pixelsOf(convolution)];
  const edge = (kernel - 1) / 2;
  const area = rows * rows;
  const sums = new Float64Array(channels * area);
  const squares = new Float64Array(channels * area);
  for (let out = 0; out < channels; out++)
    for (let channel = 0; channel < channels; channel++)
      for (let tap = 0; tap < kernel * kernel; tap++) {
        const weight = weights[(out * channels + channel) * kernel * kernel + tap] ?? 0;
        const [down, right] = [Math.floor(tap / kernel) - edge, (tap % kernel) - edge];
        for (let row = Math.max(0, -down); row < Math.min(rows, rows - down); row++)
          for (let column = Math.max(0, -right); column < Math.min(rows, rows - right); column++) {
            const term = weight * (pixels[channel * area + (row + down) * rows + column + right] ?? 0);
            const place = out * area + row * rows + column;
            sums[place] = (sums[place] ?? 0) + term;
            squares[place] = (squares[place] ?? 0) + term * term;
          }
      }
  return { sums, sizes: squares.map(Math.sqrt) };
}
