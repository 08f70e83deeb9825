/** Shapes behind operators that slide a window: convolutions and pools (ONNX operator specification). */
import { type Node, numberOf, numbersOf, textOf } from './node-attributes.js';
import { at, type Same, type Shape } from './shape-arithmetic.js';
import { known, openSize, type Size } from './sizes.js';

/** The shape behind a convolution; its weights say how many channels go in. */
export function convolved(node: Node, x: Shape, weights: Shape, same: Same): Shape {
  const channels = known(at(weights, 1));
  if (typeof channels === 'number') same(at(x, 1), channels * (numberOf(node, 'group') ?? 1));
  return [at(x, 0), at(weights, 0), ...spatial(node, x, weights.slice(2).map(known), same)];
}

/** The shape behind a transposed convolution. */
export function unconvolved(node: Node, x: Shape, weights: Shape, same: Same): Shape {
  same(at(x, 1), at(weights, 0));
  const perGroup = known(at(weights, 1));
  const channels = typeof perGroup === 'number' ? perGroup * (numberOf(node, 'group') ?? 1) : openSize();
  const plain = textOf(node, 'auto_pad') === null && numbersOf(node, 'output_shape') === null;
  const sizes = x.slice(2).map((size, axis) => {
    const [from, kernel] = [known(size), known(at(weights, axis + 2))];
    if (!plain || typeof from !== 'number' || typeof kernel !== 'number') return openSize();
    const { stride, dilation, padding } = windowOf(node, axis, x.length - 2);
    return (
      (from - 1) * stride + dilation * (kernel - 1) + 1 + (numbersOf(node, 'output_padding')?.[axis] ?? 0) - padding
    );
  });
  return [at(x, 0), channels, ...sizes];
}

/** The shape behind a pool. */
export function pooled(node: Node, x: Shape, same: Same): Shape {
  return [...x.slice(0, 2), ...spatial(node, x, numbersOf(node, 'kernel_shape') ?? [], same)];
}

function spatial(node: Node, x: Shape, kernels: Shape, same: Same): Size[] {
  const auto = textOf(node, 'auto_pad') ?? 'NOTSET';
  return x.slice(2).map((size, axis) => {
    const [from, kernel] = [known(size), kernels[axis]];
    if (typeof kernel !== 'number') return openSize();
    const { stride, dilation, padding } = windowOf(node, axis, x.length - 2);
    const reach = dilation * (kernel - 1) + 1;
    const isSame = auto.startsWith('SAME');
    if (stride === 1 && (isSame || (auto === 'NOTSET' && padding === reach - 1))) return from;
    if (typeof from !== 'number') return openSize();
    if (isSame) return Math.ceil(from / stride);
    const steps = (from + (auto === 'VALID' ? 0 : padding) - reach) / stride;
    const to = (numberOf(node, 'ceil_mode') === 1 ? Math.ceil(steps) : Math.floor(steps)) + 1;
    if (to > 0) return to;
    // Smaller than the window.
    same(0, 1);
    return openSize();
  });
}

function windowOf(node: Node, axis: number, axes: number) {
  const pads = numbersOf(node, 'pads');
  return {
    stride: numbersOf(node, 'strides')?.[axis] ?? 1,
    dilation: numbersOf(node, 'dilations')?.[axis] ?? 1,
    padding: (pads?.[axis] ?? 0) + (pads?.[axis + axes] ?? 0),
  };
}
