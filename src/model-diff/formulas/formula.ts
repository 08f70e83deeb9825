import type { FlatNode, Source } from '../flat-graph.js';

/** Looks around in a graph. */
export interface Surroundings {
  /** The nodes that read a node's outputs, one for each time. */
  consumers(node: FlatNode): readonly FlatNode[];
  /** The number of a constant of one element; null for everything else. */
  scalar(source: Source): number | null;
}

/** Several nodes that compute one known function. */
export interface FoundFormula {
  /** The node that makes the result; it gets the name of the function. */
  readonly last: FlatNode;
  /** The nodes before it. */
  readonly inner: readonly FlatNode[];
  readonly as: Pick<FlatNode, 'op' | 'attributes' | 'inputs'>;
}

/** Finds the formula that a node is characteristic of; null when it is part of none. */
export type Formula = (node: FlatNode, around: Surroundings) => FoundFormula | null;

/** The node that makes a value; null for inputs and constants. */
export function makerOf(source: Source | undefined): FlatNode | null {
  return source?.kind === 'node' ? source.node : null;
}

export function isSame(a: Source | undefined, b: Source | undefined): boolean {
  if (a === undefined || b === undefined || a.kind === 'none') return false;
  if (a.kind === 'node') return b.kind === 'node' && a.node === b.node && a.output === b.output;
  if (a.kind === 'input') return b.kind === 'input' && a.key === b.key;
  return b.kind === 'constant' && a.name === b.name;
}

/** Nothing else reads what is inside. */
export function isClosed(inner: readonly FlatNode[], last: FlatNode, around: Surroundings): boolean {
  const own = new Set([...inner, last]);
  return inner.every((node) => around.consumers(node).every((consumer) => own.has(consumer)));
}
