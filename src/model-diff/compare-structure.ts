import type { FlatNode } from './flat-graph.js';
import type { Observation } from './observation.js';
import { bias } from './structure/bias.js';
import { folded } from './structure/folded.js';
import { mask } from './structure/mask.js';
import type { OneSided, Reader } from './structure/one-sided.js';

/** What nodes of one model alone may mean, the most specific first. */
const READERS: readonly Reader[] = [folded, mask, bias];

export interface StructureChange {
  readonly observations: readonly Observation[];
  /** Nodes of that model whose changed weights are explained. */
  readonly explained: ReadonlySet<FlatNode>;
}

/** Nodes that only one model has, by what they mean, and the rest by operator. */
export function readOneSided(side: OneSided): StructureChange {
  const open = new Set(side.nodes);
  const observations: Observation[] = [];
  const explained = new Set<FlatNode>();
  for (const reader of READERS)
    for (const { nodes, observation, explains } of reader(open, side)) {
      for (const node of nodes) open.delete(node);
      observations.push(observation);
      if (explains !== undefined) explained.add(explains);
    }
  const sentence = side.removed ? 'removed: …' : 'added: …';
  const rest = [...open].map((node): Observation => ({ kind: 'nodes', node, sentence }));
  return { observations: [...observations, ...rest], explained };
}
