import type { Noise } from '../compare/kernel/noise-model.js';
import type { TallyTeam } from '../compare/kernel/tally-team.js';
import { outputOf } from '../compare/pairing/match-outputs.js';
import { type LeafPair, pairLeaves } from '../compare/pairing/structure.js';
import { judgePart, judgeSet } from '../compare/rules/judge-set.js';
import { judgeClosely } from '../compare/rules/judge-tensors.js';
import { type Judged, type JudgingContext, type Sibling, unmeasured } from '../compare/rules/judgement.js';
import type { AppliedRule, SetSpec, ToleranceSpec } from '../config/tolerance-spec.js';
import { assertNever } from '../errors.js';
import type { Tensor, Value } from '../tensor/tensor.js';
import type { Precision } from '../types.js';
import type { Drifted } from './drift-evidence.js';

/** The outputs of one case that have a partner, both by the first form's names, and how they are to be judged. */
export interface JudgedCase {
  readonly reference: Readonly<Record<string, Value>>;
  readonly candidate: Readonly<Record<string, Value>>;
  readonly noise: Readonly<Record<string, Noise>>;
  readonly tolerances: Readonly<Record<string, AppliedRule>>;
  readonly precision: Precision;
  readonly team?: TallyTeam | undefined;
}

export interface JudgedLeaf extends Judged {
  readonly name: string;
  /** For numbers that drifted, what a diagnosis starts from. */
  readonly drifted: Drifted | null;
}

/** Judges one output: by the rule for detections as a whole, by every other rule leaf by leaf. */
export function judgeOutput(name: string, input: JudgedCase): readonly JudgedLeaf[] {
  const [expected, actual] = [outputOf(input.reference, name), outputOf(input.candidate, name)];
  const rule = own(input.tolerances, name) ?? 'auto';
  const owner = typeof rule === 'object' && 'part-of' in rule ? rule['part-of'] : name;
  const set = setOf(input, owner);
  const whole = set === null ? null : tensorsOf(input, owner);
  if (set !== null && whole !== null && sameDType(expected, actual)) {
    const judgement = judgeSet(set, { name: owner, ...whole, sibling: (other) => siblingOf(input, other) });
    const own = owner === name ? judgement : judgePart(expected, judgement);
    return [{ name, judgement: own, precisionLoss: null, drifted: null }];
  }
  return pairLeaves(name, expected, actual).map((pair) => judgeLeaf(pair, contextOf(input, name, pair.name)));
}

function judgeLeaf(pair: LeafPair, context: JudgingContext): JudgedLeaf {
  const { name } = pair;
  switch (pair.kind) {
    case 'tensors': {
      const judged = judgeClosely(pair.reference, pair.candidate, context);
      const drifted = { name, reference: pair.reference, candidate: pair.candidate, context };
      return { name, ...judged, drifted };
    }
    case 'nothing':
      return leaf(name, unmeasured({ dtype: pair.type, shape: [] }, 'pass'));
    case 'mismatch':
      return leaf(name, unmeasured(typeOf(pair.reference), 'drift', pair.reason));
    default:
      return assertNever(pair);
  }
}

function leaf(name: string, judgement: Judged['judgement']): JudgedLeaf {
  return { name, judgement, precisionLoss: null, drifted: null };
}

function contextOf(input: JudgedCase, output: string, leaf: string): JudgingContext {
  const rule = own(input.tolerances, leaf) ?? own(input.tolerances, output) ?? 'auto';
  return {
    tolerance: elementRule(rule),
    precision: input.precision,
    noise: own(input.noise, leaf) ?? own(input.noise, output) ?? null,
    sibling: (name) => siblingOf(input, name),
    team: input.team,
  };
}

/** Where detections cannot be read as such, nothing but equal structure and the default can pass. */
function elementRule(rule: AppliedRule): ToleranceSpec {
  return typeof rule === 'object' && ('part-of' in rule || 'set' in rule) ? 'auto' : rule;
}

function setOf({ tolerances }: JudgedCase, owner: string): SetSpec | null {
  const rule = own(tolerances, owner);
  return typeof rule === 'object' && 'set' in rule ? rule.set : null;
}

function tensorsOf(input: JudgedCase, name: string): { reference: Tensor; candidate: Tensor } | null {
  const { reference, candidate } = siblingOf(input, name);
  return reference === null || candidate === null ? null : { reference, candidate };
}

function siblingOf({ reference, candidate, noise }: JudgedCase, name: string): Sibling {
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
