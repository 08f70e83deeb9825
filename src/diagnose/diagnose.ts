import { assertNever } from '../errors.js';
import type { Diagnosis, ResultCell } from '../results/schema.js';
import { differenceInWords } from './difference-in-words.js';
import { apart, enumerate, singlehanded } from './dispute.js';
import { locatedEvidence, searchLeftOpen } from './located-evidence.js';
import type { DiagnosisContext, Rule } from './rule.js';
import { aFewSteps } from './rules/a-few-steps.js';
import { brokenForm } from './rules/broken-form.js';
import { brokenOperator } from './rules/broken-operator.js';
import { columnsDisagree } from './rules/columns-disagree.js';
import { constantOffset } from './rules/constant-offset.js';
import { crashed } from './rules/crashed.js';
import { decidedByRounding } from './rules/decided-by-rounding.js';
import { differentStructure } from './rules/different-structure.js';
import { driftingRuntime } from './rules/drifting-runtime.js';
import { drownedOutput } from './rules/drowned-output.js';
import { extraOutputs } from './rules/extra-outputs.js';
import { fineWithoutConversion } from './rules/fine-without-conversion.js';
import { float32ForFloat64 } from './rules/float32-for-float64.js';
import { formsDisagree } from './rules/forms-disagree.js';
import { leftOpen } from './rules/left-open.js';
import { missingPackage } from './rules/missing-package.js';
import { nonFinite } from './rules/non-finite.js';
import { optimizerDrifts } from './rules/optimizer-drifts.js';
import { optionsDrift } from './rules/options-drift.js';
import { otherRelease } from './rules/other-release.js';
import { passesWhenConverted } from './rules/passes-when-converted.js';
import { reducedPrecision } from './rules/reduced-precision.js';
import { referenceIsOdd } from './rules/reference-is-odd.js';
import { refusedCase } from './rules/refused-case.js';
import { refusedCode } from './rules/refused-code.js';
import { reportedError } from './rules/reported-error.js';
import { runsNowhere } from './rules/runs-nowhere.js';
import { saturatingProducts } from './rules/saturating-products.js';
import { scaledOutput } from './rules/scaled-output.js';
import { sharedFault } from './rules/shared-fault.js';
import { swappedOutputs } from './rules/swapped-outputs.js';
import { trainingMode } from './rules/training-mode.js';
import { unexplainedDrift } from './rules/unexplained-drift.js';
import { unsupportedOperator } from './rules/unsupported-operator.js';
import { unusableInputs } from './rules/unusable-inputs.js';

/**
 * Causes of differing numbers, the most specific first: a reference that is or may be wrong makes every other cause moot,
 * and what reproduces the candidate comes before what resembles it.
 */
const DRIFT_RULES: readonly Rule[] = [
  extraOutputs,
  trainingMode,
  float32ForFloat64,
  referenceIsOdd,
  saturatingProducts,
  drownedOutput,
  optimizerDrifts,
  aFewSteps,
  decidedByRounding,
  leftOpen,
  columnsDisagree,
  differentStructure,
  swappedOutputs,
  sharedFault,
  optionsDrift,
  brokenOperator,
  nonFinite,
  scaledOutput,
  constantOffset,
  formsDisagree,
  fineWithoutConversion,
  brokenForm,
  reducedPrecision,
  driftingRuntime,
  unexplainedDrift,
];
const FAILURE_RULES: readonly Rule[] = [
  refusedCode,
  otherRelease,
  missingPackage,
  unusableInputs,
  trainingMode,
  refusedCase,
  passesWhenConverted,
  runsNowhere,
  crashed,
  unsupportedOperator,
  reportedError,
];

/** Why a cell does not pass, by the first rule that applies; undefined when it passes or no rule applies. */
export function diagnose(cell: ResultCell, context: DiagnosisContext): Diagnosis | undefined {
  for (const rule of rulesFor(cell)) {
    const diagnosis = rule(cell, context);
    if (diagnosis !== undefined)
      return withTruth(withPlace(withForm(withDifference(diagnosis, cell), cell), cell), cell, context);
  }
  return undefined;
}

/**
 * What differs between two files of the model, where the files are the cause: it is what has to be mended, so it comes first.
 * Of committed files it is all there is to say, and the same on every runtime.
 */
function withDifference(diagnosis: Diagnosis, cell: ResultCell): Diagnosis {
  const words = differenceInWords(cell, diagnosis.id);
  if (words === '') return diagnosis;
  const rest = diagnosis.id === 'forms-disagree' ? '' : diagnosis.evidence;
  return { ...diagnosis, evidence: `${words} ${rest}`.trimEnd() };
}

/** Which of several forms drift, where others ran as well and the words do not name them. */
function withForm(diagnosis: Diagnosis, { state, outputs }: ResultCell): Diagnosis {
  const all = new Set(outputs.map(({ form }) => form));
  const drifting = new Set(outputs.filter(({ verdict }) => verdict === 'drift').map(({ form }) => form));
  const { finding, evidence } = diagnosis;
  const isNamed = [...drifting].every((form) => finding.includes(form) || evidence.includes(form));
  if (state !== 'drift' || drifting.size === all.size || isNamed) return diagnosis;
  const words = `Of its files, ${enumerate([...drifting])} ${drifting.size === 1 ? 'drifts' : 'drift'}.`;
  return { ...diagnosis, evidence: `${words} ${evidence}`.trimEnd() };
}

/** Causes that are no matter of an operator. */
const WITHOUT_PLACE: readonly string[] = ['extra-outputs', 'left-open', 'swapped-outputs'];

/**
 * The evidence with the operator at which the numbers begin to differ, where nothing says more about the cause, and with
 * what a search left open.
 */
function withPlace(diagnosis: Diagnosis, cell: ResultCell): Diagnosis {
  const isKnown = diagnosis.id === 'forms-disagree' && differenceInWords(cell, diagnosis.id) !== '';
  // What is missing or has another shape is a matter of the files, unless an operator is wrong by itself.
  const isOfFiles = diagnosis.id === 'different-structure' && cell.located?.operators[0]?.certain !== true;
  const isMoot = isKnown || WITHOUT_PLACE.includes(diagnosis.id);
  const isTold = diagnosis.id === 'broken-operator' || isOfFiles;
  const place = isMoot || isTold ? '' : locatedEvidence(cell);
  return withEvidence(diagnosis, `${place} ${isMoot ? '' : searchLeftOpen(cell)}`.trim());
}

function withEvidence(diagnosis: Diagnosis, words: string): Diagnosis {
  return words === '' ? diagnosis : { ...diagnosis, evidence: `${diagnosis.evidence} ${words}`.trimStart() };
}

/**
 * The evidence with the column's own distance from the result in float64, where that speaks for the reference and the
 * finding does not say so already.
 */
function withTruth(diagnosis: Diagnosis, cell: ResultCell, context: DiagnosisContext): Diagnosis {
  const verdict = cell.located?.operators[0]?.replay?.truth?.verdict;
  const operatorIsJudged = verdict === 'candidate';
  const saysSo = ['shared-fault', 'decided-by-rounding', 'left-open'].includes(diagnosis.id);
  if (saysSo || (diagnosis.id === 'broken-operator' && operatorIsJudged)) return diagnosis;
  const dispute = singlehanded(cell, context);
  const exact = dispute?.right.testimonies.find(({ witness }) => witness.precision === 'f64');
  if (dispute?.right.side !== 'reference' || exact === undefined) return diagnosis;
  const { output } = dispute.disagreement;
  const truth = `Computed in ${dispute.right.arithmetic}, \`${output}\` is ${apart(exact.columns, cell.runtime)}, and ${apart(exact.reference, 'the reference')}.`;
  return { ...diagnosis, evidence: `${diagnosis.evidence} ${truth}`.trimStart() };
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
    case 'error':
      return [otherRelease];
    case 'pass':
    case 'not-run':
      return [];
    default:
      return assertNever(state);
  }
}
