import { DTYPES } from '../../tensor/dtype.js';
import type { Values } from '../../tensor/tensor.js';
import { measure, NO_LIMIT } from '../kernel/measure.js';
import { NOISE_MULTIPLE } from '../kernel/noise-limits.js';
import type { Noise } from '../kernel/noise-model.js';
import { formatRounding } from '../kernel/rounding.js';
import { type LeafPair, pairLeaves } from './structure.js';

/**
 * The outputs, by leaf, that are the same in both runs, within the tolerance for rounding. If the inputs differ, comparing
 * such an output proves nothing.
 */
export function stillLeaves(first: Values, other: Values, noise: Readonly<Record<string, Noise>>): string[] {
  return Object.entries(first).flatMap(([name, value]) => {
    const changed = Object.hasOwn(other, name) ? other[name] : undefined;
    if (changed === undefined) return [];
    return pairLeaves(name, value, changed)
      .filter((pair) => isStill(pair, Object.hasOwn(noise, pair.name) ? noise[pair.name] : undefined))
      .map((pair) => pair.name);
  });
}

function isStill(pair: LeafPair, noise: Noise | undefined): boolean {
  if (pair.kind !== 'tensors') return false;
  const { reference, candidate } = pair;
  // An empty output is empty for every input.
  if (reference.shape.includes(0)) return false;
  if (reference.dtype === 'string' || candidate.dtype === 'string')
    return (
      reference.dtype === 'string' &&
      candidate.dtype === 'string' &&
      reference.strings.every((text, index) => text === candidate.strings[index])
    );
  const { rmse, rms, nonFiniteMismatches } = measure(reference, candidate, NO_LIMIT);
  if (nonFiniteMismatches > 0) return false;
  const { kind } = DTYPES[reference.dtype];
  if (kind !== 'float' && kind !== 'complex') return rmse === 0;
  return rmse <= NOISE_MULTIPLE * Math.max(noise?.sigma ?? 0, formatRounding(reference.dtype, rms));
}
