import type { onnx } from './proto/onnx.js';

/** The numbers of a tensor of integers or float32 that the skeleton kept, such as shapes, axes and scales; else null. */
export function smallConstant(tensor: onnx.TensorProto.$Properties): readonly number[] | null {
  const count = (tensor.dims ?? []).reduce<number>((product, size) => product * Number(size), 1);
  const numbers = numbersOf(tensor);
  return numbers !== null && numbers.length === count ? numbers : null;
}

function numbersOf({
  dataType,
  rawData,
  int64Data,
  int32Data,
  floatData,
}: onnx.TensorProto.$Properties): number[] | null {
  const raw = rawData ?? new Uint8Array();
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const read = (bytes: number, at: (offset: number) => number) =>
    Array.from({ length: Math.floor(raw.length / bytes) }, (_, index) => at(bytes * index));
  switch (dataType) {
    case 1:
      return raw.length > 0 ? read(4, (offset) => view.getFloat32(offset, true)) : (floatData ?? []);
    case 6:
      return raw.length > 0 ? read(4, (offset) => view.getInt32(offset, true)) : (int32Data ?? []);
    case 7:
      return raw.length > 0
        ? read(8, (offset) => Number(view.getBigInt64(offset, true)))
        : (int64Data ?? []).map(Number);
    default:
      return null;
  }
}
