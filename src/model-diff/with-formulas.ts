import type { FlatGraph, FlatNode, Source } from './flat-graph.js';
import type { Formula, FoundFormula, Surroundings } from './formulas/formula.js';
import { gelu } from './formulas/gelu.js';
import { layerNormalization } from './formulas/layer-normalization.js';
import { swish } from './formulas/swish.js';

/** Functions that are written as several nodes, each found by a node that is characteristic of it. */
const FORMULAS: readonly Formula[] = [gelu, layerNormalization, swish];

/** The graph with each known formula as one node, so that two ways of writing one function differ in one attribute. */
export function withFormulas(graph: FlatGraph, scalar: Surroundings['scalar']): FlatGraph {
  const consumers = consumersIn(graph);
  const around: Surroundings = { consumers: (node) => consumers.get(node) ?? [], scalar };
  const lasts = new Map<FlatNode, FoundFormula>();
  const inner = new Set<FlatNode>();
  for (const node of graph.nodes) {
    if (inner.has(node)) continue;
    const found = FORMULAS.map((formula) => formula(node, around)).find((one) => one !== null);
    if (found == null || [found.last, ...found.inner].some((one) => inner.has(one) || lasts.has(one))) continue;
    lasts.set(found.last, found);
    for (const one of found.inner) inner.add(one);
  }
  return lasts.size === 0 ? graph : rewritten(graph, lasts, inner);
}

/** The nodes that read each node, one for each time. */
export function consumersIn({ nodes }: FlatGraph): Map<FlatNode, FlatNode[]> {
  const consumers = new Map<FlatNode, FlatNode[]>();
  for (const node of nodes)
    for (const source of node.inputs)
      if (source.kind === 'node') {
        const known = consumers.get(source.node);
        if (known === undefined) consumers.set(source.node, [node]);
        else known.push(node);
      }
  return consumers;
}

function rewritten(
  { nodes, outputs }: FlatGraph,
  lasts: ReadonlyMap<FlatNode, FoundFormula>,
  inner: ReadonlySet<FlatNode>,
): FlatGraph {
  const now = new Map<FlatNode, FlatNode>();
  const mapped = (source: Source): Source =>
    source.kind === 'node' ? { ...source, node: now.get(source.node) ?? source.node } : source;
  for (const node of nodes) {
    if (inner.has(node)) continue;
    const own = { ...node, ...lasts.get(node)?.as };
    now.set(node, { ...own, inputs: own.inputs.map(mapped) });
  }
  return {
    nodes: [...now.values()],
    outputs: outputs.map(({ key, source }) => ({ key, source: mapped(source) })),
  };
}
