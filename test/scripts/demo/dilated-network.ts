import { graphBuilder } from '../../../scripts/numerics/graph-builder.js';

/** Two convolutions, the first of them dilated. */
export function dilatedNetwork(): Uint8Array {
  const graph = graphBuilder(1);
  const conv = (x: string, dilation: number) => {
    const dilations = [dilation, dilation];
    const pads = [dilation, dilation, dilation, dilation];
    return graph.op('Conv', [x, graph.weight([1, 1, 3, 3])], { kernel_shape: [3, 3], pads, dilations });
  };
  const shape = [1, 1, 8, 8];
  return graph.finish({ x: shape }, { y: { value: conv(conv('x', 2), 1), shape } });
}
