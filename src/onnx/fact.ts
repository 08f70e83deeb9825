import type { Node } from './node-attributes.js';
import type { Same, Shape } from './shape-arithmetic.js';
import type { Size } from './sizes.js';

/** What is known of a tensor; nothing where a part is left out or null. */
export interface Fact {
  readonly shape?: Shape | null;
  /** Its elements, where they are few numbers: shapes, axes, scales. */
  readonly values?: readonly Size[] | null;
  /** The input whose numbers it has, all of them increased by an offset. */
  readonly source?: Source | null;
  /** Its elements are all numbers below it. */
  readonly counts?: Size | null;
  readonly constant?: boolean;
}

export interface Source {
  readonly input: string;
  readonly offset: number;
}

/** What numbers are used for: rows of a table, the length of a sequence, one that suits or a list of those that do. */
export type Use =
  | { readonly kind: 'index'; readonly below: Size }
  | { readonly kind: 'length'; readonly of: Size }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'numbers'; readonly values: readonly Size[] };

/** A node with what is known of its inputs. */
export interface Call {
  readonly node: Node;
  readonly inputs: readonly Fact[];
  readonly outputs: number;
  /** A fact without content where there is no such input. */
  input(index: number): Fact;
  use(index: number, use: Use): void;
  same: Same;
}

/** The facts of a node's outputs. */
export type Rule = (call: Call) => readonly Fact[];
