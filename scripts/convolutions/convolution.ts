import { graphBuilder, normal } from '../numerics/graph-builder.js';

/** One convolution without strides, gaps or groups, with as many channels out as in, on a square picture. */
export interface Convolution {
  readonly kernel: 3 | 5 | 7;
  readonly channels: number;
  readonly rows: number;
}

/** The kernels, depths and sizes between which runtimes change the tiles of Winograd's transform. */
export const CONVOLUTIONS: readonly Convolution[] = [
  ...[8, 16, 32, 64, 256].flatMap((channels) => [14, 28, 56].map((rows) => ({ kernel: 3 as const, channels, rows }))),
  ...([5, 7] as const).flatMap((kernel) => [16, 64].map((channels) => ({ kernel, channels, rows: 28 }))),
].filter(({ channels, rows }) => channels * rows < 10_000);

export function idOf({ kernel, channels, rows }: Convolution): string {
  return `conv${kernel}-${channels}-${rows}`;
}

/** Normally distributed weights, float32[channels, channels, kernel, kernel], so that results have about the size 1. */
export function weightsOf({ kernel, channels }: Convolution): Float32Array {
  const draw = normal(1);
  const size = 1 / Math.sqrt(channels * kernel * kernel);
  return Float32Array.from({ length: channels * channels * kernel * kernel }, () => size * draw());
}

/** Normally distributed pixels, float32[1, channels, rows, rows]. */
export function pixelsOf({ channels, rows }: Convolution): Float32Array {
  const draw = normal(2);
  return Float32Array.from({ length: channels * rows * rows }, () => draw());
}

/** Its ONNX file: x to y, both float32[1, channels, rows, rows], with zeros around the picture. */
export function modelOf(convolution: Convolution): Uint8Array {
  const { kernel, channels, rows } = convolution;
  const g = graphBuilder(0);
  const weight = g.floats(weightsOf(convolution), [channels, channels, kernel, kernel]);
  const edge = (kernel - 1) / 2;
  const value = g.op('Conv', ['x', weight], { kernel_shape: [kernel, kernel], pads: [edge, edge, edge, edge] });
  const shape = [1, channels, rows, rows];
  return g.finish({ x: shape }, { y: { value, shape } });
}
