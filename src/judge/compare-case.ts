import { type Judgement, unmeasured } from '../compare/judgement.js';
import type { Noise } from '../compare/kernel/noise-model.js';
import type { TallyPool } from '../compare/kernel/tally-pool.js';
import { matchOutputs, outputOf } from '../compare/pairing/match-outputs.js';
import { describeValue } from '../compare/pairing/structure.js';
import { withPrecisionModes } from '../compare/precision-mode.js';
import type { AppliedRule } from '../compare/tolerance-spec.js';
import type { ResultOutput } from '../results/schema.js';
import { fromReal } from '../tensor/real.js';
import type { Value, Values } from '../tensor/tensor.js';
import type { Precision } from '../types.js';
import type { NamesMap } from '../values/correspondence.js';
import { type DriftEvidence, driftEvidence } from './drift-evidence.js';
import { type ComparedLeaf, type JudgedLeaf, judgeOutput, typeOf, wholeLeaf } from './judge-output.js';

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
  /** Outputs, by the names of the form that was run, that are declared not to be in the first form; none when left out. */
  readonly extraOutputs?: readonly string[];
  /** By the name of an output or of a leaf inside it, as in `out[0].values`; anything else is uncalibrated. */
  readonly noise: Readonly<Record<string, Noise>>;
  /** By the name of an output or of a leaf inside it; `auto` for any other. */
  readonly tolerances: Readonly<Record<string, AppliedRule>>;
  readonly precision: Precision;
  readonly tallyPool?: TallyPool | undefined;
}

export interface CaseComparison {
  readonly outputs: readonly ResultOutput[];
  /** One entry for each output that was compared number by number and drifted. */
  readonly evidence: readonly DriftEvidence[];
  /** The one of them that is furthest off; null when none drifted. */
  readonly furthest: FurthestLeaf | null;
}

export interface FurthestLeaf extends ComparedLeaf {
  /** The noise ratio, else the largest difference; infinite for what is no number. */
  readonly howFar: number;
}

/**
 * Compares all outputs of one golden case: one entry per leaf, and one for every output that is missing, unexpected or
 * structured differently. There is always an entry, because a comparison that compared nothing must not look like a pass.
 */
export function compareCase(input: CaseInput): CaseComparison {
  const { reference, expectedOutputs, names, extraOutputs = [] } = input;
  const candidate = Object.fromEntries(
    Object.entries(input.candidate).filter(([name]) => !extraOutputs.includes(name)),
  );
  const { matches, missing, unexpected } = matchOutputs(expectedOutputs, reference, candidate, names);
  const entry = (
    name: string,
    judgement: Judgement,
    pairing: Pick<ResultOutput, 'matchedBy' | 'onlyIn'> = {},
  ): ResultOutput => ({ case: input.case, form: input.form, name, ...judgement, ...pairing });
  const byFirstName = Object.fromEntries(matches.map(({ name, actual }) => [name, outputOf(candidate, actual)]));
  const judged = matches.flatMap(({ name, matchedBy }) =>
    (Object.hasOwn(reference, name)
      ? judgeOutput(name, { ...input, candidate: byFirstName })
      : [withoutReference(name)]
    ).map((leaf) => ({ ...leaf, matchedBy })),
  );
  const leaves = withPrecisionModes(judged);
  const outputs = leaves.map(({ name, judgement, matchedBy }) => entry(name, judgement, { matchedBy }));
  const drifted = leaves.flatMap(({ judgement, compared }) =>
    compared !== null && judgement.verdict === 'drift' ? [{ ...compared, howFar: howFar(judgement) }] : [],
  );
  for (const name of missing)
    outputs.push(entry(name, judgeMissing(outputOf(reference, name), name, input), { onlyIn: 'reference' }));
  for (const name of unexpected) {
    const value = outputOf(candidate, name);
    const reason = `additional output, which the first form does not have: ${describeValue(value)}`;
    outputs.push(entry(name, unmeasured(typeOf(value), 'drift', reason), { onlyIn: 'form' }));
  }
  if (outputs.length === 0)
    outputs.push(entry('', unmeasured(typeOf({ kind: 'absent' }), 'error', 'no output was compared')));
  const [furthest = null] = drifted.toSorted((a, b) => b.howFar - a.howFar);
  return { outputs, evidence: driftEvidence({ case: input.case, form: input.form }, drifted), furthest };
}

function howFar({ noiseRatio, maxAbs }: Judgement): number {
  const far = fromReal(noiseRatio ?? maxAbs ?? 0);
  return Number.isNaN(far) ? Number.POSITIVE_INFINITY : far;
}

function withoutReference(name: string): JudgedLeaf {
  return wholeLeaf(name, unmeasured(typeOf({ kind: 'absent' }), 'error', 'the reference does not have this output'));
}

function judgeMissing(expected: Value, name: string, { reference, candidate, names }: CaseInput): Judgement {
  if (!Object.hasOwn(reference, name))
    return unmeasured(typeOf(expected), 'error', 'neither the reference nor this form has this output');
  if (expected.kind === 'absent') return unmeasured(typeOf(expected), 'pass');
  const mapped = Object.hasOwn(names, name) ? names[name] : undefined;
  const called = typeof mapped === 'string' && mapped !== name ? ` (called ${mapped} here)` : '';
  const have = Object.keys(candidate).sort().join(', ');
  const reason = `the output${called} is missing; it returned ${have === '' ? 'no outputs' : have}`;
  return unmeasured(typeOf(expected), 'drift', reason);
}
