import { DTYPES } from '../../tensor/dtype.js';
import type { PackedTensor } from '../../tensor/tensor.js';
import { protoOf } from '../operator-alone.js';
import { withInputs } from '../reading-nodes.js';
import type { Reading, Variant } from '../variant.js';

/** ONNX's convolution is a correlation: a true one, or a transposed one that is computed as one, turns the kernel around. */
export const flippedKernel: Variant = {
  id: 'flipped-kernel',
  readings(operator) {
    const { type, node } = operator;
    const weights = operator.input(1);
    if (!['Conv', 'ConvTranspose'].includes(type) || weights === null || weights.shape.length < 3) return [];
    const size = DTYPES[weights.dtype].bits / 8;
    if (!Number.isInteger(size)) return [];
    const spatial = weights.shape.map((_, axis) => axis).filter((axis) => axis > 1 && (weights.shape[axis] ?? 0) > 1);
    const name = `${node.output?.[0] ?? ''}__flipped`;
    const reading = (asIf: string, axes: readonly number[]): Reading => ({
      asIf,
      fix: null,
      computed: withInputs(operator, { 1: name }, [protoOf(name, reversed(weights, size, axes))]),
    });
    const alone = spatial.length < 2 ? [] : spatial;
    return [
      ...(spatial.length === 0 ? [] : [reading('the kernel was turned around along its spatial axes', spatial)]),
      ...alone.map((axis) => reading(`the kernel was turned around along its axis ${axis} alone`, [axis])),
    ];
  },
};

/** The tensor with these axes reversed. */
function reversed(tensor: PackedTensor, size: number, axes: readonly number[]): PackedTensor {
  const { shape } = tensor;
  const bytes = new Uint8Array(tensor.bytes.length);
  for (let at = 0; at < bytes.length / size; at++) {
    let from = 0;
    let stride = 1;
    let rest = at;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const length = shape[axis] ?? 1;
      const place = rest % length;
      rest = Math.floor(rest / length);
      from += stride * (axes.includes(axis) ? length - 1 - place : place);
      stride *= length;
    }
    bytes.set(tensor.bytes.subarray(from * size, (from + 1) * size), at * size);
  }
  return { ...tensor, bytes };
}
