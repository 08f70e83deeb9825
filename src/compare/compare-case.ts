import type { ToleranceSpec } from '../config/tolerance-spec.js';
import { assertNever } from '../errors.js';
import type { ResultOutput } from '../results.js';
import type { Value, Values } from '../tensor/tensor.js';
import type { Precision } from '../types.js';
import { type DriftEvidence, type Drifted, driftEvidence } from './drift-evidence.js';
import { judgeTensors } from './judge-tensors.js';
import { type Judgement, type JudgingContext, unmeasured } from './judgement.js';
import { matchOutputs, type NamesMap, type OutputMatch, outputOf } from './match-outputs.js';
import type { Noise } from './noise-model.js';
import { describeValue, type LeafPair, pairLeaves } from './structure.js';

export interface CaseInput {
  readonly case: string;
  /** Path of the committed form that was run. */
  readonly form: string;
  /** By the first form's names. */
  readonly reference: Values;
  /** By the names of the form that was run; everything in it must be matched. */
  readonly candidate: Values;
  /** Names in the first form of all outputs to compare; each must be in the reference. */
  readonly expectedOutputs: readonly string[];
  readonly names: NamesMap;
  /** By the name of an output or of a leaf inside it, as in `out[0].values`; what is not here is uncalibrated. */
  readonly noise: Readonly<Record<string, Noise>>;
  /** By the name of an output or of a leaf inside it; what is not here is `auto`. */
  readonly tolerances: Readonly<Record<string, ToleranceSpec>>;
  readonly precision: Precision;
}

export interface CaseComparison {
  readonly outputs: readonly ResultOutput[];
  /** One entry for each output that was compared number by number and drifted. */
  readonly evidence: readonly DriftEvidence[];
}

/**
 * Compares all outputs of one golden case: one entry a leaf, and one for every output that is missing, unexpected or of
 * another structure. There is always an entry, because a comparison that compared nothing must not look like a pass.
 */
export function compareCase(input: CaseInput): CaseComparison {
  const { reference, candidate, expectedOutputs, names } = input;
  const { matches, missing, unexpected } = matchOutputs(expectedOutputs, reference, candidate, names);
  const entry = (name: string, judgement: Judgement, matchedBy?: OutputMatch['matchedBy']): ResultOutput => ({
    case: input.case,
    form: input.form,
    name,
    ...judgement,
    ...(matchedBy !== undefined && { matchedBy }),
  });
  const outputs: ResultOutput[] = [];
  const drifted: Drifted[] = [];
  for (const { name, actual, matchedBy } of matches) {
    const expected = outputOf(reference, name);
    if (!Object.hasOwn(reference, name)) {
      outputs.push(
        entry(name, unmeasured(typeOf(expected), 'error', 'the reference does not have this output'), matchedBy),
      );
      continue;
    }
    for (const pair of pairLeaves(name, expected, outputOf(candidate, actual))) {
      const context = contextOf(input, name, pair.name);
      const judgement = judgePair(pair, context);
      outputs.push(entry(pair.name, judgement, matchedBy));
      if (pair.kind === 'tensors' && judgement.verdict === 'drift') drifted.push({ ...pair, context });
    }
  }
  for (const name of missing) outputs.push(entry(name, judgeMissing(outputOf(reference, name), name, input)));
  for (const name of unexpected) {
    const value = outputOf(candidate, name);
    const reason = `an output that the first form does not have: ${describeValue(value)}`;
    outputs.push(entry(name, unmeasured(typeOf(value), 'drift', reason)));
  }
  if (outputs.length === 0)
    outputs.push(entry('', unmeasured(typeOf({ kind: 'absent' }), 'error', 'no output was compared')));
  return { outputs, evidence: driftEvidence({ case: input.case, form: input.form }, drifted) };
}

function judgePair(pair: LeafPair, context: JudgingContext): Judgement {
  switch (pair.kind) {
    case 'tensors':
      return judgeTensors(pair.reference, pair.candidate, context);
    case 'nothing':
      return unmeasured({ dtype: pair.type, shape: [] }, 'pass');
    case 'mismatch':
      return unmeasured(typeOf(pair.reference), 'drift', pair.reason);
    default:
      return assertNever(pair);
  }
}

function judgeMissing(expected: Value, name: string, { reference, candidate, names }: CaseInput): Judgement {
  if (!Object.hasOwn(reference, name))
    return unmeasured(typeOf(expected), 'error', 'neither the reference nor this form has this output');
  if (expected.kind === 'absent') return unmeasured(typeOf(expected), 'pass');
  const mapped = Object.hasOwn(names, name) ? names[name] : undefined;
  const called = typeof mapped === 'string' && mapped !== name ? `, called ${mapped} here,` : '';
  const have = Object.keys(candidate).sort().join(', ');
  const reason = `the output${called} is missing; this form gave ${have === '' ? 'none' : have}`;
  return unmeasured(typeOf(expected), 'drift', reason);
}

function contextOf({ noise, tolerances, precision }: CaseInput, output: string, leaf: string): JudgingContext {
  return {
    tolerance: own(tolerances, leaf) ?? own(tolerances, output) ?? 'auto',
    precision,
    noise: own(noise, leaf) ?? own(noise, output) ?? null,
  };
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function typeOf(value: Value): { readonly dtype: string; readonly shape: readonly number[] } {
  return value.kind === 'tensor' ? value : { dtype: value.kind, shape: [] };
}
