import { DTYPES } from '../../tensor/dtype.js';
import { elementCount } from '../../tensor/tensor.js';
import { protoOf } from '../operator-alone.js';
import { withInputs } from '../reading-nodes.js';
import type { Variant } from '../variant.js';

/** ONNX's convolution is a correlation: a true one, or a transposed one that is computed as one, turns the kernel around. */
export const flippedKernel: Variant = {
  id: 'flipped-kernel',
  readings(operator) {
    const { type, node } = operator;
    const weights = operator.input(1);
    if (!['Conv', 'ConvTranspose'].includes(type) || weights === null || weights.shape.length < 3) return [];
    const taps = elementCount(weights.shape.slice(2));
    const size = DTYPES[weights.dtype].bits / 8;
    if (taps < 2 || !Number.isInteger(size)) return [];
    const bytes = new Uint8Array(weights.bytes.length);
    for (let at = 0; at < bytes.length / size; at++) {
      const tap = at % taps;
      const from = at - tap + (taps - 1 - tap);
      bytes.set(weights.bytes.subarray(from * size, (from + 1) * size), at * size);
    }
    const name = `${node.output?.[0] ?? ''}__flipped`;
    const computed = withInputs(operator, { 1: name }, [protoOf(name, { ...weights, bytes })]);
    return [{ asIf: 'the kernel was turned around along its spatial axes', fix: null, computed }];
  },
};
