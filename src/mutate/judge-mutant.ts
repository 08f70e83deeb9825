import type { ResultOutput } from '../results/schema.js';
import { fromReal } from '../tensor/real.js';

/**
 * What an output shows of a mutant. caught: outside its tolerance. moved: inside it, and yet more than rounding does.
 * still: nothing that rounding would not do as well.
 */
export type Sight = 'caught' | 'moved' | 'still';

/** Honest float32 runtimes stayed below 1.5 times the noise floor on well-conditioned outputs; above 2 is not rounding. */
const ROUNDING = 2;

const ORDER: readonly Sight[] = ['caught', 'moved', 'still'];

export function sightOf({ verdict, noiseRatio, rmse, mismatched }: ResultOutput): Sight {
  if (verdict === 'drift') return 'caught';
  // Where the reference itself is no number there is nothing to see.
  if (verdict === 'error') return 'still';
  if (noiseRatio !== null) return fromReal(noiseRatio) > ROUNDING ? 'moved' : 'still';
  return mismatched > 0 || (rmse !== null && fromReal(rmse) > 0) ? 'moved' : 'still';
}

/** The best view that any of the cases gives of each output. */
export function sightsOf(outputs: readonly ResultOutput[]): ReadonlyMap<string, Sight> {
  const sights = new Map<string, Sight>();
  for (const output of outputs)
    sights.set(output.name, clearest([sightOf(output), sights.get(output.name) ?? 'still']));
  return sights;
}

export function clearest(sights: Iterable<Sight>): Sight {
  const all = new Set(sights);
  return ORDER.find((sight) => all.has(sight)) ?? 'still';
}
