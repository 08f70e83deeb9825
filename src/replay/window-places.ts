import { attributeOf, intsOf, textOf } from '../onnx/attributes.js';
import type { Node } from './operator-alone.js';

/** Where the windows of a convolution over two axes lie. */
export interface Windows {
  readonly kernel: readonly [number, number];
  readonly size: readonly [number, number];
  /** Row and column of the input, for a place of the output and a place of the kernel; may be outside. */
  at(y: number, x: number, ky: number, kx: number): readonly [number, number];
}

/** Null for padding that the sizes decide, and for convolutions over one or three axes. */
export function windowsOf(node: Node, kernel: readonly number[], output: readonly number[]): Windows | null {
  const [kh, kw] = kernel;
  const [height, width] = output;
  const fixed = ['NOTSET', ''].includes(textOf(attributeOf(node, 'auto_pad')) ?? '');
  if (
    !fixed ||
    kernel.length !== 2 ||
    kh === undefined ||
    kw === undefined ||
    height === undefined ||
    width === undefined
  )
    return null;
  const [sy = 1, sx = 1] = intsOf(node, 'strides') ?? [];
  const [dy = 1, dx = 1] = intsOf(node, 'dilations') ?? [];
  const [top = 0, left = 0] = intsOf(node, 'pads') ?? [];
  return {
    kernel: [kh, kw],
    size: [height, width],
    at: (y, x, ky, kx) => [y * sy + ky * dy - top, x * sx + kx * dx - left],
  };
}
