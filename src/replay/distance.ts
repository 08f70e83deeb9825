import { ulpDistances } from '../compare/kernel/ulp-distance.js';
import { outputOf } from '../compare/pairing/match-outputs.js';
import { leafDistances, worse } from '../judge/consensus.js';
import type { NoiseByLeaf } from '../noise/noise-floor.js';
import { type Real, toReal } from '../tensor/real.js';
import type { Value, Values } from '../tensor/tensor.js';
import type { Precision } from '../types.js';

/** How far what two made of an operator is apart, the worst over its outputs. */
export interface Distance {
  /** RMSE in units of σ; null where nothing was measured: integers, other structures, no noise floor. */
  readonly noiseRatio: Real | null;
  /** Steps of the element type between the two at most; null where that cannot be counted. */
  readonly ulp: number | null;
  /** Within rounding. */
  readonly agree: boolean;
}

export interface Scale {
  readonly noise: NoiseByLeaf;
  /** Declared for the coarser of the two; float32 when left out. */
  readonly precision?: Precision;
}

/** @param reference its outputs are the ones that are compared */
export function distance(reference: Values, candidate: Values, { noise, precision = 'f32' }: Scale): Distance {
  const names = Object.keys(reference).sort();
  const [first, ...rest] = leafDistances(names, reference, candidate, { noise, precisions: ['f32', precision] });
  if (first === undefined) return { noiseRatio: null, ulp: null, agree: true };
  const { noiseRatio, agree } = rest.reduce(worse, first);
  const steps = names.map((name) => ulp(outputOf(reference, name), outputOf(candidate, name)));
  return {
    noiseRatio: noiseRatio === null ? null : toReal(noiseRatio),
    ulp: steps.some((one) => one === null) ? null : Math.max(0, ...steps.map((one) => one ?? 0)),
    agree,
  };
}

const COUNTED = ['float32', 'float64', 'float16', 'bfloat16'];

function ulp(a: Value, b: Value): number | null {
  if (a.kind !== 'tensor' || b.kind !== 'tensor' || a.dtype === 'string' || b.dtype === 'string') return null;
  if (a.dtype !== b.dtype || String(a.shape) !== String(b.shape) || !COUNTED.includes(a.dtype)) return null;
  return ulpDistances(a, b, 0).max;
}
