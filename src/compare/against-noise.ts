import { formatRatioLimit } from '../number-format.js';
import { fromReal, type Real, toReal } from '../tensor/real.js';
import type { Limit } from './kernel/tally.js';
import type { TensorPair } from './rule-verdict.js';

/** A configured tolerance above HIDES_FAULTS times the expected error hides faults; below FLAKY times it fails at random. */
const HIDES_FAULTS = 100;
const FLAKY = 2;

/**
 * A rule's allowance for an element of typical size as a multiple of the noise floor, with a warning when it does not fit
 * the error to expect of the column; empty when no noise floor is known.
 */
export function againstNoise({ atol, rtol }: Limit, { measurement, model }: Pick<TensorPair, 'measurement' | 'model'>) {
  if (model === null) return {};
  const allowance = atol + rtol * measurement.rms;
  const warning = warningOf(allowance / model.expected);
  return { multiple: toReal(allowance / model.floor), ...(warning !== undefined && { warning }) };
}

function warningOf(multiple: number): string | undefined {
  if (multiple > HIDES_FAULTS)
    return `the tolerance is more than ${HIDES_FAULTS}× the expected rounding noise: it hides faults`;
  if (multiple < FLAKY)
    return `the tolerance is less than ${FLAKY}× the expected rounding noise: correct runtimes may fail intermittently`;
  return undefined;
}

/** A multiple of the noise floor: `8×`. */
export function timesText(multiple: Real): string {
  return formatRatioLimit(fromReal(multiple));
}

/** A tolerance with its multiple of the noise floor: `atol 1e-3, rtol 0 (= 200×)`. */
export function withMultiple(text: string, multiple: Real | undefined): string {
  return multiple === undefined ? text : `${text} (= ${timesText(multiple)})`;
}
