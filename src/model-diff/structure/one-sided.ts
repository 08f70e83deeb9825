import type { FlatNode, Source } from '../flat-graph.js';
import type { Observation } from '../observation.js';

/** Nodes that only one of two models has, with what is around them in it. */
export interface OneSided {
  readonly nodes: readonly FlatNode[];
  /** The first model has them: they are gone in the second. */
  readonly removed: boolean;
  consumers(node: FlatNode): readonly FlatNode[];
  /** Elements and rank of a constant; null for everything else. */
  constant(source: Source): { readonly elements: number; readonly rank: number } | null;
  /** Whether constants differ at a node that both models have. */
  isChanged(node: FlatNode): boolean;
  /** A node that both models have, as it is in the other. */
  counterpart(node: FlatNode): FlatNode | null;
  /** All numbers of a constant of this model; null for everything else, and for too many. */
  numbers(source: Source | undefined): Float64Array | null;
  /** The same of the other model. */
  otherNumbers(source: Source | undefined): Float64Array | null;
}

/** What some of these nodes mean together. */
export interface Reading {
  readonly nodes: readonly FlatNode[];
  readonly observation: Observation;
  /** A node that both models have whose changed weights this explains. */
  readonly explains?: FlatNode;
}

/** One thing that nodes of one model alone can mean; `open` are those that mean nothing yet. */
export type Reader = (open: ReadonlySet<FlatNode>, side: OneSided) => readonly Reading[];
