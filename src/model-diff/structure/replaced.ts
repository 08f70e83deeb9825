import { groupBy } from '../../group-by.js';
import type { FlatNode, Source } from '../flat-graph.js';

/** The nodes of one model alone. */
export interface Leftover {
  readonly nodes: readonly FlatNode[];
  /** What a node that both models have is known by in both; null for one that only this has. */
  common(node: FlatNode): FlatNode | null;
  consumers(node: FlatNode): readonly FlatNode[];
}

/** Nodes in the same place with another operator: they read the same, and the same reads them. */
export function replacedNodes(a: Leftover, b: Leftover): readonly { readonly a: FlatNode; readonly b: FlatNode }[] {
  const ids = new Map<FlatNode, number>();
  const others = groupBy(b.nodes, (node) => placeOf(node, b, ids));
  return [...groupBy(a.nodes, (node) => placeOf(node, a, ids))].flatMap(([place, [own, ...more]]) => {
    const [other, ...further] = place === null ? [] : (others.get(place) ?? []);
    return other === undefined || more.length + further.length > 0 ? [] : [{ a: own, b: other }];
  });
}

/** What a node reads and what reads it, as text; null where that is not in both models. */
function placeOf(node: FlatNode, { common, consumers }: Leftover, ids: Map<FlatNode, number>): string | null {
  const idOf = (one: FlatNode): string | null => {
    const shared = common(one);
    if (shared === null) return null;
    const id = ids.get(shared) ?? ids.size;
    ids.set(shared, id);
    return String(id);
  };
  const word = (source: Source | undefined) => {
    if (source?.kind === 'node') return idOf(source.node);
    return source?.kind === 'input' ? source.key : null;
  };
  const read = word(node.inputs.find(({ kind }) => kind !== 'constant'));
  const [reader] = consumers(node);
  const by = reader === undefined ? 'output' : idOf(reader);
  return read === null || by === null ? null : JSON.stringify([read, by]);
}
