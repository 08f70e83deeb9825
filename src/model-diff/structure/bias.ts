import type { Reader } from './one-sided.js';

/** The addition of a vector behind a product. */
export const bias: Reader = (open, side) =>
  [...open].flatMap((node) => {
    if (node.op !== 'Add') return [];
    const vector = node.inputs.find((source) => {
      const constant = side.constant(source);
      return constant !== null && constant.elements > 1;
    });
    const layer = node.inputs
      .map((source) => (source.kind === 'node' ? source.node : null))
      .find((one) => one !== null);
    if (vector === undefined || layer == null || !['Conv', 'Gemm', 'MatMul'].includes(layer.op)) return [];
    // A whole layer that is gone or new is told as that.
    if (open.has(layer)) return [];
    const sentence = `the bias behind … is ${side.removed ? 'dropped' : 'new'}`;
    return [{ nodes: [node], observation: { kind: 'nodes', node: layer, sentence } }];
  });
