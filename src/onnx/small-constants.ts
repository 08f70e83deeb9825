import type { onnx } from './proto/onnx.js';

/** The integers of a tensor that the skeleton kept, such as shapes and axes; null for others. */
export function integersOf(tensor: onnx.TensorProto.$Properties): number[] | null {
  const count = (tensor.dims ?? []).reduce<number>((product, size) => product * Number(size), 1);
  const read = () => {
    const raw = tensor.rawData ?? new Uint8Array();
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    if (tensor.dataType === 7)
      return raw.length === 0
        ? (tensor.int64Data ?? []).map(Number)
        : Array.from({ length: raw.length >> 3 }, (_, index) => Number(view.getBigInt64(8 * index, true)));
    if (tensor.dataType === 6)
      return raw.length === 0
        ? (tensor.int32Data ?? []).map(Number)
        : Array.from({ length: raw.length >> 2 }, (_, index) => view.getInt32(4 * index, true));
    return null;
  };
  const numbers = read();
  return numbers !== null && numbers.length === count ? numbers : null;
}
