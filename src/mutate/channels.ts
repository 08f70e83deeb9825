import { DTYPES } from '../tensor/dtype.js';
import type { PackedTensor } from '../tensor/tensor.js';

/** How the elements of one channel lie in a tensor: `outer` pieces of `piece` bytes, one in every `stride` bytes. */
interface Layout {
  readonly channels: number;
  readonly outer: number;
  readonly piece: number;
  readonly stride: number;
}

function layoutOf({ dtype, shape }: PackedTensor, axis: number): Layout {
  const product = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum * size, 1);
  const piece = (product(shape.slice(axis + 1)) * DTYPES[dtype].bits) / 8;
  const channels = shape[axis] ?? 0;
  return { channels, outer: product(shape.slice(0, axis)), piece, stride: piece * channels };
}

/** The bytes with two channels exchanged, from the middle on the first neighbours that differ; null when none do. */
export function swappedChannels(tensor: PackedTensor, axis: number): Uint8Array | null {
  const layout = layoutOf(tensor, axis);
  const bytes = Buffer.from(tensor.bytes);
  for (let step = 0; step + 1 < layout.channels; step++) {
    const channel = ((layout.channels >> 1) + step) % (layout.channels - 1);
    if (exchange(bytes, layout, channel)) return bytes;
  }
  return null;
}

/** The bytes with one channel zeroed, from the middle on the first that is not zero; null when all are. */
export function withoutChannel(tensor: PackedTensor, axis: number): Uint8Array | null {
  const { channels, outer, piece, stride } = layoutOf(tensor, axis);
  const bytes = Buffer.from(tensor.bytes);
  for (let step = 0; step < channels; step++) {
    const channel = ((channels >> 1) + step) % channels;
    let changed = false;
    for (let block = 0; block < outer; block++) {
      const part = bytes.subarray(block * stride + channel * piece, block * stride + (channel + 1) * piece);
      changed ||= part.some((byte) => byte !== 0);
      part.fill(0);
    }
    if (changed) return bytes;
  }
  return null;
}

/** Exchanges a channel with the next in place; says whether they differed. */
function exchange(bytes: Buffer, { outer, piece, stride }: Layout, channel: number): boolean {
  let differed = false;
  for (let block = 0; block < outer; block++) {
    const at = block * stride + channel * piece;
    const first = Buffer.from(bytes.subarray(at, at + piece));
    const second = Buffer.from(bytes.subarray(at + piece, at + 2 * piece));
    differed ||= !first.equals(second);
    second.copy(bytes, at);
    first.copy(bytes, at + piece);
  }
  return differed;
}
