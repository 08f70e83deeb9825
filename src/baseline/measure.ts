import { ruleOf } from '../compare/tolerance-entry.js';
import { formatMagnitude, formatPercent, formatRatio, rounded } from '../number-format.js';
import type { ResultOutput } from '../results/schema.js';
import { fromReal, type Real, toReal } from '../tensor/real.js';
import type { Measure } from './lock-schema.js';

/** An output that is this many times further off than before is no longer the same result. */
export const MUCH_WORSE = 4;
/** Ratios below this are the model's own rounding: none of them is better or worse. */
const OWN_NOISE = 1;

/** Every output of a cell by name, each the worst of its cases and forms; sorted. */
export function measuresOf(outputs: readonly ResultOutput[]): Measure[] {
  const names = [...new Set(outputs.map(({ name }) => name))].sort();
  return names.map((name) => measureOf(outputs.filter((output) => output.name === name)));
}

/** The worst noise ratio of some measures; null when none of them has one. NaN is the worst. */
export function worstRatioOf(measures: readonly Measure[]): number | null {
  const ratios = measures.flatMap(({ noiseRatio }) => (noiseRatio === undefined ? [] : [fromReal(noiseRatio)]));
  return ratios.length === 0 ? null : Math.max(...ratios);
}

/** Outputs of one name as one measure; numbers with three digits, so that repeated runs give the same text. */
export function measureOf(outputs: readonly ResultOutput[]): Measure {
  const [first] = outputs;
  if (first === undefined) throw new Error('nothing to measure');
  const noiseRatio = worst(outputs.map((output) => output.noiseRatio));
  const rmse = noiseRatio === undefined ? worst(outputs.map((output) => output.rmse)) : undefined;
  const measured = outputs.filter(({ total }) => total > 0);
  const share = Math.max(0, ...measured.map(({ mismatched, total }) => Math.min(1, mismatched / total)));
  const counted = measured.length > 0 && (noiseRatio ?? rmse) === undefined;
  const byCount = measured.some(({ tolerance }) => !ruleOf(tolerance).bySize);
  return {
    output: first.name,
    ...(noiseRatio === undefined ? {} : { noiseRatio }),
    ...(rmse === undefined ? {} : { rmse }),
    ...(counted || byCount ? { mismatched: rounded(share) } : {}),
    ...(outputs.some(hasOtherNonFinites) ? { nonFinite: true as const } : {}),
    ...(outputs.some(({ total, verdict }) => total === 0 && verdict === 'drift') ? { structure: true as const } : {}),
  };
}

/**
 * Why an output is much worse than before; null when it is not.
 * Infinitely bad is as bad as it gets, and NaN is worse than that.
 */
export function worseThan(now: Measure, then: Measure): string | null {
  const name = `\`${now.output}\``;
  if (now.structure === true && then.structure !== true) return `${name} is missing or has a different type or shape`;
  if (now.nonFinite === true && then.nonFinite !== true) return `${name} has NaN or infinity where it had none`;
  const comparisons = [
    compare(
      now.noiseRatio,
      then.noiseRatio,
      OWN_NOISE / MUCH_WORSE,
      (from, to) => `${name} went from ${formatRatio(from)} to ${formatRatio(to)} its noise floor`,
    ),
    compare(
      now.rmse,
      then.rmse,
      0,
      (from, to) => `the RMSE of ${name} went from ${formatMagnitude(from)} to ${formatMagnitude(to)}`,
    ),
    compare(
      now.mismatched,
      then.mismatched,
      0,
      (from, to) => `${formatPercent(to)} of ${name} differ, ${formatPercent(from)} did before`,
    ),
  ].filter((found) => found !== undefined);
  // Both of another type, or missing: nothing was measured, now and then.
  if (comparisons.length > 0 || (now.structure === true && then.structure === true))
    return comparisons.find((found) => found !== null) ?? null;
  return `${name} is measured differently than before`;
}

/** Undefined when one of the two is missing; null when it is not much worse. */
function compare(
  now: Real | undefined,
  then: Real | undefined,
  floor: number,
  say: (from: number, to: number) => string,
): string | null | undefined {
  if (now === undefined || then === undefined) return undefined;
  const [from, to] = [fromReal(then), fromReal(now)];
  if (Number.isNaN(to) || Number.isNaN(from)) return Number.isNaN(from) ? null : say(from, to);
  return to > MUCH_WORSE * Math.max(from, floor) ? say(from, to) : null;
}

function worst(values: readonly (Real | null)[]): Real | undefined {
  const numbers = values.filter((value) => value !== null).map(fromReal);
  return numbers.length === 0 ? undefined : toReal(rounded(Math.max(...numbers)));
}

/** The worst element is that of the first mismatch of NaN and infinity, where there is one. */
function hasOtherNonFinites({ dtype, worst: element }: ResultOutput): boolean {
  if (element === null || dtype === 'string') return false;
  return [element.reference, element.candidate].some((value) => /NaN|Infinity/.test(String(value)));
}
