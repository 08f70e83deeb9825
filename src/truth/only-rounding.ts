import { floatLeaves } from '../compare/pairing/structure.js';
import { goldenCases } from '../golden/stage-cases.js';
import { underFirstNames } from '../judge/case-consensus.js';
import type { FindOnlyRounding } from '../judge/judge-cases.js';
import { betweenElements } from '../judge/noise-doubts.js';
import type { Column } from '../plan/column.js';
import { readable } from '../values/stored-values.js';
import { inFloat64, LARGEST_MODEL, MOST_CASES, onnxOf, type TruthContext, testimonyOf } from './find-truth.js';
import { roundedLike } from './float64-values.js';

/** What is left of the variation in float64, at the most, where the variation in float32 is rounding alone. */
const LEFT = 1 / 8;

/**
 * Asks a runtime in float64. An output such as the mean of normalised values, or the sum of probabilities less 1, is zero
 * but for rounding: then it varies by as much as its noise floor, and that is right. An output that a threshold or a
 * random number moves about varies as much in float64.
 */
export function onlyRounding(
  column: Column | undefined,
  context: Pick<TruthContext, 'pool' | 'folder'>,
): FindOnlyRounding {
  return async (leaves, trial, reference) => {
    const none = new Set<string>();
    const source = onnxOf(trial);
    const cases = goldenCases(trial.staged).slice(0, MOST_CASES);
    if (column === undefined || source === null || source.bytes > LARGEST_MODEL || cases.length === 0) return none;
    const wide = inFloat64(source.model.path);
    if (wide === null) return none;
    const { precision, outputs } = await testimonyOf(
      column,
      { source: source.model, wide, reference, trial, cases },
      context,
    );
    if (precision !== 'f64') return none;
    const left = new Map<string, number>();
    for (const { name } of cases) {
      const expected = await readable(reference.outputs.get(name));
      const exact = await readable(outputs.get(name));
      if (expected === undefined || exact === undefined) return none;
      const { names } = source.model;
      const own = underFirstNames(Object.keys(expected), expected, roundedLike(exact, expected, names), names);
      for (const { name: leaf, reference: narrow, candidate } of floatLeaves(expected, own))
        left.set(leaf, Math.max(left.get(leaf) ?? 0, betweenElements(candidate).size / betweenElements(narrow).size));
    }
    return new Set(leaves.filter((leaf) => (left.get(leaf) ?? Number.POSITIVE_INFINITY) <= LEFT));
  };
}
