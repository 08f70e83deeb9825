import { formatCount } from '../../src/number-format.js';
import type { FailedCase } from './case-results.js';

/** Results of these depend on a generator of random numbers, which no specification fixes. */
const RANDOM = /^(Bernoulli|Dropout|Multinomial|Random\w+)$/;
/** Roundings that the terms of a sum may add up to, and what can no longer be rounding. */
const ROUNDING = 64;
const FAR = 1e4;

/**
 * Who is right where a golden and a runtime disagree: engines are counted once, and an evaluator that has the same authors
 * as the golden proves little.
 * @param subject the runtime that does not give the golden
 */
export function whoIsRight(
  { repeats, opinions, operators, difference: { units } }: FailedCase,
  subject: string,
): string {
  if (!repeats) return 'random: two runs differ from each other';
  if (operators.some((type) => RANDOM.test(type)))
    return 'random by design: the generator is not part of the specification';
  if (units !== null && units <= ROUNDING)
    return `both: ${formatCount(Math.max(1, Math.round(units)), 'rounding')} apart at the scale of the output; the case's tolerance applies to single elements`;
  const ran = opinions.flatMap((one) => (one.kind === 'ran' && one.engine !== 'onnxruntime' ? [one] : []));
  const independent = ran.filter(({ engine }) => engine !== 'onnx-reference');
  if (independent.some((one) => one.golden && !one.subject))
    return `the golden: an independent runtime agrees with it and not with ${subject}`;
  if (independent.some((one) => one.subject && !one.golden))
    return `${subject}: an independent runtime agrees with it and not with the golden`;
  if (ran.some((one) => one.subject && !one.golden))
    return `${subject}: even the reference evaluator does not give the golden`;
  if (!ran.some((one) => one.golden)) return `open: no other runtime agrees with either${apart(units)}`;
  const others = independent.length === 0 ? 'no other runtime runs it' : 'another runtime agrees with neither';
  return `open: the golden and the reference evaluator have the same authors, and ${others}${apart(units)}`;
}

function apart(units: number | null): string {
  return units === null || units > FAR ? '' : ` (${Number(units.toPrecision(2))} roundings apart)`;
}
