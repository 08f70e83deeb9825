import type { FlatNode } from '../flat-graph.js';
import type { Reader } from './one-sided.js';

/** What adds, multiplies or chooses right before a Softmax masks its scores. */
export const mask: Reader = (open, side) =>
  [...open].flatMap((node) => {
    if (!['Add', 'Mul', 'Sub', 'Where'].includes(node.op)) return [];
    const softmax = side.consumers(node).find(({ op }) => op === 'Softmax');
    if (softmax === undefined || open.has(softmax)) return [];
    const nodes = [node, ...feeding(node, open)];
    const sentence = side.removed ? 'the mask of … is ignored' : '… has a mask now';
    return [{ nodes, observation: { kind: 'nodes', node: softmax, sentence } }];
  });

/** The nodes that only this one needs, directly or not. */
function feeding(node: FlatNode, open: ReadonlySet<FlatNode>): FlatNode[] {
  const found = new Set<FlatNode>();
  const next = [node];
  for (let at = next.pop(); at !== undefined; at = next.pop())
    for (const source of at.inputs)
      if (source.kind === 'node' && open.has(source.node) && !found.has(source.node)) {
        found.add(source.node);
        next.push(source.node);
      }
  return [...found];
}
