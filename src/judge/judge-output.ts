import { judgeTensors } from '../compare/judge-tensors.js';
import { inWords, type Judged, type Judgement, type JudgingContext, unmeasured } from '../compare/judgement.js';
import type { Noise } from '../compare/kernel/noise-model.js';
import type { TallyPool } from '../compare/kernel/tally-pool.js';
import { outputOf } from '../compare/pairing/match-outputs.js';
import { type LeafPair, pairLeaves } from '../compare/pairing/structure.js';
import type { OtherOutput, WholeVerdict } from '../compare/rule-verdict.js';
import type { ToleranceEntry } from '../compare/tolerance-entry.js';
import { type AppliedRule, boundRule, DEFAULT_TOLERANCE, ownerOf } from '../compare/tolerance-spec.js';
import { assertNever } from '../errors.js';
import type { Tensor, Value } from '../tensor/tensor.js';
import type { Precision } from '../types.js';

/** The outputs of one case that have a partner, both by the first form's names, and how they are to be judged. */
export interface PairedOutputs {
  readonly reference: Readonly<Record<string, Value>>;
  readonly candidate: Readonly<Record<string, Value>>;
  readonly noise: Readonly<Record<string, Noise>>;
  readonly tolerances: Readonly<Record<string, AppliedRule>>;
  readonly precision: Precision;
  readonly tallyPool?: TallyPool | undefined;
}

/** A sequence or map has leaves: each is judged by itself. */
export interface JudgedLeaf extends Judged {
  readonly name: string;
  /** Null where no tensors were compared element by element. */
  readonly compared: ComparedLeaf | null;
}

/** The tensors of a leaf, and how they were judged: what a diagnosis starts from. */
export interface ComparedLeaf {
  readonly name: string;
  readonly reference: Tensor;
  readonly candidate: Tensor;
  readonly context: JudgingContext;
}

/** Judges one output: as a whole where its rule does that, by every other rule leaf by leaf. */
export function judgeOutput(name: string, input: PairedOutputs): readonly JudgedLeaf[] {
  const [expected, actual] = [outputOf(input.reference, name), outputOf(input.candidate, name)];
  const owner = ownerOf(own(input.tolerances, name) ?? DEFAULT_TOLERANCE) ?? name;
  const { whole } = boundRule(own(input.tolerances, owner) ?? DEFAULT_TOLERANCE);
  const { reference, candidate } = otherOutput(input, owner);
  if (whole !== null && reference !== null && candidate !== null && sameDType(expected, actual)) {
    const verdict = whole.judge({ name: owner, reference, candidate, other: (other) => otherOutput(input, other) });
    return [wholeLeaf(name, judgementOf(expected, verdict, owner === name))];
  }
  return pairLeaves(name, expected, actual).map((pair) => judgeLeaf(pair, contextOf(input, name, pair.name)));
}

/** The judgement of an output that was judged as a whole, or together with another one, which then has the worst place. */
function judgementOf(output: Tensor, verdict: WholeVerdict<ToleranceEntry>, isOwner: boolean): Judgement {
  const { tolerance, mismatched, total, worst } = verdict;
  return {
    ...unmeasured(output, 'pass'),
    tolerance,
    mismatched,
    total,
    worst: isOwner ? worst : null,
    ...inWords(verdict),
  };
}

function judgeLeaf(pair: LeafPair, context: JudgingContext): JudgedLeaf {
  const { name } = pair;
  switch (pair.kind) {
    case 'tensors': {
      const { reference, candidate } = pair;
      return {
        name,
        ...judgeTensors(reference, candidate, context),
        compared: { name, reference, candidate, context },
      };
    }
    case 'nothing':
      return wholeLeaf(name, unmeasured({ dtype: pair.type, shape: [] }, 'pass'));
    case 'mismatch':
      return wholeLeaf(name, unmeasured(typeOf(pair.reference), 'drift', pair.reason));
    default:
      return assertNever(pair);
  }
}

/** An output, or a leaf, of which no elements were compared. */
export function wholeLeaf(name: string, judgement: Judgement): JudgedLeaf {
  return { name, judgement, precisionLoss: null, compared: null };
}

function contextOf(input: PairedOutputs, output: string, leaf: string): JudgingContext {
  return {
    tolerance: own(input.tolerances, leaf) ?? own(input.tolerances, output) ?? DEFAULT_TOLERANCE,
    precision: input.precision,
    noise: own(input.noise, leaf) ?? own(input.noise, output) ?? null,
    other: (name) => otherOutput(input, name),
    tallyPool: input.tallyPool,
  };
}

function otherOutput({ reference, candidate, noise }: PairedOutputs, name: string): OtherOutput {
  const [expected, actual] = [outputOf(reference, name), outputOf(candidate, name)];
  return {
    reference: expected.kind === 'tensor' ? expected : null,
    candidate: actual.kind === 'tensor' ? actual : null,
    noise: own(noise, name) ?? null,
  };
}

function sameDType(a: Value, b: Value): a is Tensor {
  return a.kind === 'tensor' && b.kind === 'tensor' && a.dtype === b.dtype;
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The type of a value as the results document has it. */
export function typeOf(value: Value): { readonly dtype: string; readonly shape: readonly number[] } {
  return value.kind === 'tensor' ? value : { dtype: value.kind, shape: [] };
}
