import { formatRatioLimit } from '../number-format.js';
import { fromReal, type Real, toReal } from '../tensor/real.js';
import type { Limit } from './kernel/tally.js';
import type { TensorPair } from './rule-verdict.js';

/** A tolerance of the config beyond this many times the expected error hides faults; below the other it flickers. */
const HIDES_FAULTS = 100;
const FLAKY = 2;

/**
 * A rule's allowance for an element of typical size as a multiple of the noise floor, and what is wrong with it, judged
 * by the error to expect of the column; nothing where no noise floor is known.
 */
export function againstNoise({ atol, rtol }: Limit, { measurement, model }: Pick<TensorPair, 'measurement' | 'model'>) {
  if (model === null) return {};
  const allowance = atol + rtol * measurement.rms;
  const warning = warningOf(allowance / model.expected);
  return { multiple: toReal(allowance / model.floor), ...(warning !== undefined && { warning }) };
}

function warningOf(multiple: number): string | undefined {
  if (multiple > HIDES_FAULTS)
    return `the tolerance is more than ${HIDES_FAULTS}× the rounding noise to expect here: it hides faults`;
  if (multiple < FLAKY)
    return `the tolerance is less than ${FLAKY}× the rounding noise to expect here: honest runtimes will flicker`;
  return undefined;
}

/** A multiple of the noise floor: `8×`. */
export function timesText(multiple: Real): string {
  return formatRatioLimit(fromReal(multiple));
}

/** Words for a tolerance with what it is in units of the noise floor: `atol 1e-3, rtol 0 (= 200×)`. */
export function withMultiple(text: string, multiple: Real | undefined): string {
  return multiple === undefined ? text : `${text} (= ${timesText(multiple)})`;
}
