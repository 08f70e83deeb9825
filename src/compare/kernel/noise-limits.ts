import type { Precision } from '../../types.js';
import type { CoarseNoise, NoiseDoubt, NoiseModel } from './noise-model.js';
import { PRECISION_ROUNDOFF } from './rounding.js';

/** RMSE that passes, in units of the error to expect; correct float32 runtimes were measured near or below 2. */
export const NOISE_MULTIPLE = 8;
/** One element may be off by this many times the RMSE that passes. */
const PEAK_MULTIPLE = 8;

export interface NoiseLimits {
  readonly rmse: number;
  readonly maxAbs: number;
}

/**
 * Largest RMSE and largest absolute difference that rounding noise explains. A single element may be off by eight times
 * the RMSE limit or, where rounding noise sits in a few elements of many (a softmax over thousands of classes at the
 * step where two of them tie), by eight times the largest movement that the jitter caused.
 */
export function noiseLimits(model: NoiseModel): NoiseLimits {
  const rmse = NOISE_MULTIPLE * model.expected;
  return { rmse, maxAbs: PEAK_MULTIPLE * Math.max(rmse, model.peak) };
}

/** The same where the noise floor is not believed: in coarser arithmetic, at least eight of its roundings. */
export function doubtLimits({ limit }: NoiseDoubt, precision: Precision, rms: number): NoiseLimits {
  const rmse = precision === 'f32' ? limit : Math.max(limit, NOISE_MULTIPLE * PRECISION_ROUNDOFF[precision] * rms);
  return { rmse, maxAbs: PEAK_MULTIPLE * rmse };
}

/**
 * Multiple of what the simulated arithmetic does: runtimes round fewer or more intermediate results than it. Networks that
 * ONNX Runtime quantises to 8 bits, ahead or as they run, were measured between 0.4 and 3 times the simulation's error.
 */
const COARSE_MULTIPLE = 4;
const COARSE_PEAK_MULTIPLE = 3;
/** How much longer the tail of the errors may be than in the simulation. */
const TAIL_MULTIPLE = 3;
/**
 * Part of the simulation's median error that a candidate is taken to have at least: a runtime that quantises more finely
 * than the simulation, except where values are extreme, has a long tail of small errors (half the median, and 1.7 times the
 * RMSE, were measured on a detector of faces that ONNX Runtime quantised as it ran).
 */
const LEAST_LEVEL = 2 / 3;
/** The median of fewer errors says nothing about the others: of five it is a third of its usual size once in thirty times. */
const FEWEST_WITH_TAIL = 32;

export interface CoarseLimits extends NoiseLimits {
  /** RMSE that goes with the median error; null where that says nothing: errors are few, or within the simulation's. */
  readonly tail: number | null;
}

/**
 * The same for a column of coarser arithmetic. It loses bits everywhere and about equally: a candidate whose errors sit in
 * a few elements, much further off than those of the simulation, has a fault there.
 * @param candidate RMSE and median of its errors, and of how many elements
 */
export function coarseLimits(
  { sigma, peak, typical }: CoarseNoise,
  candidate: { readonly rmse: number; readonly typical: number; readonly elements: number },
): CoarseLimits {
  const level = typical > 0 ? candidate.typical / typical : 1;
  const hasTail = candidate.elements >= FEWEST_WITH_TAIL && candidate.rmse > sigma && typical > 0;
  return {
    rmse: COARSE_MULTIPLE * sigma,
    maxAbs: COARSE_PEAK_MULTIPLE * peak * Math.max(1, level),
    tail: hasTail ? TAIL_MULTIPLE * sigma * Math.max(level, LEAST_LEVEL) : null,
  };
}
