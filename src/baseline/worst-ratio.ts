import { fromReal } from '../tensor/real.js';
import type { Measure } from './lock-schema.js';

/** The worst noise ratio of some measures; null when none of them has one. NaN is the worst. */
export function worstRatioOf(measures: readonly Measure[]): number | null {
  const ratios = measures.flatMap(({ noiseRatio }) => (noiseRatio === undefined ? [] : [fromReal(noiseRatio)]));
  return ratios.length === 0 ? null : Math.max(...ratios);
}
