import { DTYPES, type DType } from '../../tensor/dtype.js';
import type { CoarsePrecision, Precision } from '../../types.js';
import type { NoisePart } from './noise-parts.js';
import { formatRounding, PRECISION_ROUNDOFF } from './rounding.js';

const DOUBLE_ROUNDOFF = DTYPES.float64.unitRoundoff;

/** How far an output moved when weights and inputs were jittered. */
export interface Noise {
  /** Root mean square of the movement. */
  readonly sigma: number;
  /** Largest movement of a single element; as large as sigma when left out. */
  readonly peak?: number;
  /** Parts that move far less than the whole; none when left out. */
  readonly parts?: readonly NoisePart[] | undefined;
  /** Coarsest unit roundoff that was jittered: 2^-24 for float32 weights, 2^-11 for float16. */
  readonly unit: number;
  /** The same of runtimes that compute convolutions by Winograd's transform, where a column does. */
  readonly winograd?: (Pick<Noise, 'sigma'> & { readonly peak: number }) | undefined;
  /** Whether quantisers were moved: then it is coarser than what runtimes differ by that happen to round alike. */
  readonly quantised?: boolean | undefined;
  /** Whether the model computes in float64 and nothing narrower: then it is held to that, where float32 is not declared. */
  readonly double?: boolean | undefined;
  /** What arithmetic of these precisions does to the output, simulated on the reference. */
  readonly coarse?: Readonly<Partial<Record<CoarsePrecision, CoarseNoise>>> | undefined;
  /** Set where the movement cannot be what rounding does: what the output is judged by instead. */
  readonly doubt?: NoiseDoubt;
}

/** How far an output is off when every operation rounds to a coarser format. */
export interface CoarseNoise {
  /** Root mean square. */
  readonly sigma: number;
  /** Of a single element. */
  readonly peak: number;
  /** The median over the elements: where most of them are. */
  readonly typical: number;
}

export interface NoiseDoubt {
  /** RMSE that passes in float32: a small part of how much the output varies by itself. */
  readonly limit: number;
  /** In words, to follow “because”. */
  readonly why: string;
  /** The measured floor, where it is as large as what the output varies by. */
  readonly rounding?: number;
}

/** Null where a noise floor cannot be used: not measured, not a number, or not believed. */
export function usableNoise(noise: Noise | null): Noise | null {
  return noise !== null && noise.doubt === undefined && Number.isFinite(noise.sigma) && noise.unit > 0 ? noise : null;
}

/** The noise floor where float32 is declared to be enough, whatever the model has. */
export function withoutDouble({ double: _, ...noise }: Noise): Noise {
  return noise;
}

/** The noise floor of a runtime that computes convolutions by Winograd's transform, where that was measured. */
export function withWinograd({ winograd, ...noise }: Noise): Noise {
  if (winograd === undefined) return noise;
  const { sigma, peak = sigma } = noise;
  const raised = Math.max(sigma, winograd.sigma);
  const more = sigma > 0 ? raised / sigma : 1;
  const parts = noise.parts?.map((part) => ({ ...part, sigma: part.sigma * more }));
  return { ...noise, sigma: raised, peak: Math.max(peak, winograd.peak), ...(parts !== undefined && { parts }) };
}

/** What rounding does to one output. */
export interface NoiseModel {
  /** The noise floor σ: what was measured, but at least what the output's own format rounds away. */
  readonly floor: number;
  /** RMSE to expect of a faithful runtime with the declared precision. */
  readonly expected: number;
  /** Largest difference of one element to expect of it: rounding noise can sit in a few elements of a large output. */
  readonly peak: number;
  /** Error of the output for a relative error of 1 in every operation: turns an RMSE into a precision. */
  readonly gain: number;
}

/**
 * The rounding model of one output with the reference's root mean square `rms`.
 *
 * An output moves `sigma` when operands move by `unit`, so arithmetic with roundoff u moves it by sigma·(u / unit); an
 * output that hides the jitter in its own format still moves by u·rms. Declaring more precision than the weights have
 * does not tighten anything: expected is never below the floor. A model in float64 throughout is held to float64.
 */
export function noiseModel(noise: Noise, dtype: DType, rms: number, precision: Precision): NoiseModel {
  const floor = Math.max(noise.sigma, formatRounding(dtype, rms));
  const gain = Math.max(noise.sigma / noise.unit, rms);
  const roundoff = noise.double === true && precision === 'f32' ? DOUBLE_ROUNDOFF : PRECISION_ROUNDOFF[precision];
  const expected = Math.max(floor, gain * roundoff);
  return { floor, gain, expected, peak: Math.max(floor, noise.peak ?? 0) * (expected / floor || 1) };
}

/** RMSE in units of the noise floor; about 1 for a correct runtime. */
export function noiseRatio(rmse: number, model: NoiseModel): number {
  return rmse === 0 ? 0 : rmse / model.floor;
}

/**
 * Significant bits that the arithmetic seems to have had, -log2(RMSE / gain): for float32 weights and outputs that is
 * -log2(2^-24 · ratio). Between 0 and the bits of the dtype, beyond which an output cannot tell.
 */
export function effectiveBits(rmse: number, model: NoiseModel, dtype: DType): number {
  const most = -Math.log2(DTYPES[dtype].unitRoundoff);
  return rmse === 0 ? most : Math.min(most, Math.max(0, Math.log2(model.gain / rmse)));
}

/** Bits that a faithful runtime of the declared precision shows at the least: at its expected error. */
export function expectedBits(model: NoiseModel, dtype: DType): number {
  return effectiveBits(model.expected, model, dtype);
}
