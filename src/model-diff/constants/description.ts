import type { Elementwise } from './elementwise.js';

/** Two constants of one shape with different numbers. */
export interface NumbersPair {
  readonly shape: readonly number[];
  readonly each: Elementwise;
  /** Whether they are of a floating-point type. */
  readonly floats: boolean;
  /** All numbers, to look for order among them; null when they are too many, or so alike that none can have moved. */
  whole(): { readonly a: Float64Array; readonly b: Float64Array } | null;
  /** What the indices of an axis are, as in "input channels". */
  axisName(axis: number): string;
}

/** How a constant differs, to follow what it is: "the weights of 3 layers …". */
export interface Description {
  /** What is told together has the same key. */
  readonly key: string;
  /** Of several that are told together the largest counts. */
  readonly size: number;
  say(plural: boolean, size: number): string;
}

/** One way in which numbers differ; null when these do not differ that way. */
export type Recogniser = (pair: NumbersPair) => Description | null;

/** A description whose words say everything. */
export function described(one: string, many: string): Description {
  return { key: many, size: 0, say: (plural) => (plural ? many : one) };
}
