import { graphBuilder } from '../numerics/graph-builder.js';

const WIDTH = 32;

/** Two layers with weights of their own. */
export function smallNetwork(seed: number): Uint8Array {
  const graph = graphBuilder(seed);
  const hidden = graph.op('Tanh', [graph.op('MatMul', ['x', graph.weight([WIDTH, WIDTH])])]);
  const value = graph.op('MatMul', [hidden, graph.weight([WIDTH, WIDTH])]);
  const shape = [1, WIDTH];
  return graph.finish({ x: shape }, { y: { value, shape } });
}
