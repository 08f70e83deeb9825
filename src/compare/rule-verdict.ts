/** The input and output of a rule. */
import type { PackedTensor, Tensor } from '../tensor/tensor.js';
import type { Precision } from '../types.js';
import type { Measurement } from './kernel/measure.js';
import type { Noise, NoiseModel } from './kernel/noise-model.js';
import type { Limit } from './kernel/tally.js';

/** Two tensors of one dtype and shape, and what a rule may need to judge them. */
export interface TensorPair {
  readonly reference: PackedTensor;
  readonly candidate: PackedTensor;
  /** Taken under the rule's own `limit`. */
  readonly measurement: Measurement;
  /** A new measurement under another limit. */
  measure(limit: Limit): Measurement;
  /** What rounding does to the output; null for integers and strings, and when no noise floor is known. */
  readonly model: NoiseModel | null;
  readonly noise: Noise | null;
  /** Precision that the column declares. */
  readonly precision: Precision;
  /** The other outputs of the case, by the first form's names. */
  other(name: string): OtherOutput;
}

/** Another output than the one that is judged; null for a side that does not have it as a tensor. */
export interface OtherOutput {
  readonly reference: Tensor | null;
  readonly candidate: Tensor | null;
  readonly noise: Noise | null;
}

/** An output that is judged as a whole, whose shape may differ: tensors of one dtype. */
export interface WholePair {
  /** The output that the rule was given for. */
  readonly name: string;
  readonly reference: Tensor;
  readonly candidate: Tensor;
  other(name: string): OtherOutput;
}

/** What a rule concludes: a pass if there is no reason against it. */
export interface RuleVerdict<E> {
  readonly tolerance: E;
  /** Every reason against passing. */
  readonly reasons: readonly string[];
  /** Set when the rule cannot decide: neither pass nor fail. */
  readonly unusable?: string;
  /** The measurement under the limits of the rule, where they only follow from the first one. */
  readonly measurement?: Measurement;
  /** For rules that do not count elements: how many of what they count differ, and the flat position of the first. */
  readonly counts?: { readonly mismatched: number; readonly total: number; readonly first?: number | null };
}

/** What a rule concludes about an output as a whole. */
export interface WholeVerdict<E> extends Pick<RuleVerdict<E>, 'tolerance' | 'reasons' | 'unusable'> {
  readonly mismatched: number;
  readonly total: number;
  /** Where the two differ most. */
  readonly worst: { readonly index: number[]; readonly reference: string; readonly candidate: string } | null;
}
