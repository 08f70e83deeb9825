import type { ResultOutput } from '../results/schema.js';
import { fromReal } from '../tensor/real.js';

/**
 * How an output reacts to a mutant. caught: it leaves its tolerance. moved: it stays inside, but moves by more than
 * rounding. still: it does not move by more than rounding.
 */
export type Sight = 'caught' | 'moved' | 'still';

/** Correct float32 runtimes stayed below 1.5 times the noise floor on well-conditioned outputs; above 2 is not rounding. */
const ROUNDING = 2;

const ORDER: readonly Sight[] = ['caught', 'moved', 'still'];

export function sightOf({ verdict, noiseRatio, rmse, mismatched }: ResultOutput): Sight {
  if (verdict === 'drift') return 'caught';
  // Where the reference itself is not a number, nothing can be seen.
  if (verdict === 'error') return 'still';
  if (noiseRatio !== null) return fromReal(noiseRatio) > ROUNDING ? 'moved' : 'still';
  return mismatched > 0 || (rmse !== null && fromReal(rmse) > 0) ? 'moved' : 'still';
}

/** The clearest reaction of each output in any of the cases. */
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
