import { assertNever } from '../errors.js';
import type { Diagnosis, ResultCell } from '../results/schema.js';
import type { DiagnosisContext, Rule } from './rule.js';
import { brokenForm } from './rules/broken-form.js';
import { constantOffset } from './rules/constant-offset.js';
import { crashed } from './rules/crashed.js';
import { driftingRuntime } from './rules/drifting-runtime.js';
import { fineWithoutConversion } from './rules/fine-without-conversion.js';
import { formsDisagree } from './rules/forms-disagree.js';
import { missingPackage } from './rules/missing-package.js';
import { nonFinite } from './rules/non-finite.js';
import { reducedPrecision } from './rules/reduced-precision.js';
import { referenceIsOdd } from './rules/reference-is-odd.js';
import { refusedCase } from './rules/refused-case.js';
import { scaledOutput } from './rules/scaled-output.js';
import { swappedOutputs } from './rules/swapped-outputs.js';
import { unsupportedOperator } from './rules/unsupported-operator.js';

/**
 * Causes of differing numbers, the most specific first: a reference that is wrong makes every other cause moot, and what
 * reproduces the candidate comes before what resembles it.
 */
const DRIFT_RULES: readonly Rule[] = [
  referenceIsOdd,
  swappedOutputs,
  scaledOutput,
  constantOffset,
  formsDisagree,
  fineWithoutConversion,
  brokenForm,
  reducedPrecision,
  driftingRuntime,
  nonFinite,
];
const FAILURE_RULES: readonly Rule[] = [crashed, missingPackage, refusedCase, unsupportedOperator];

/** Why a cell does not pass, by the first rule that applies; undefined when it passes or no rule applies. */
export function diagnose(cell: ResultCell, context: DiagnosisContext): Diagnosis | undefined {
  for (const rule of rulesFor(cell)) {
    const diagnosis = rule(cell, context);
    if (diagnosis !== undefined) return diagnosis;
  }
  return undefined;
}

function rulesFor({ state }: ResultCell): readonly Rule[] {
  switch (state) {
    case 'drift':
      return DRIFT_RULES;
    case 'convert-failed':
    case 'run-failed':
    case 'unsupported':
      return FAILURE_RULES;
    case 'approved':
      return [...FAILURE_RULES, ...DRIFT_RULES];
    case 'pass':
    case 'not-run':
    case 'error':
      return [];
    default:
      return assertNever(state);
  }
}
