import { DTYPES } from '../tensor/dtype.js';
import { stringTensor, type Tensor, tensor } from '../tensor/tensor.js';

/**
 * The tensor with chosen positions along an axis, in the order given; a position may come several times.
 * @throws RangeError for elements of half a byte, which cannot be cut
 */
export function takeAlong(value: Tensor, axis: number, positions: readonly number[]): Tensor {
  const shape = value.shape.map((size, at) => (at === axis ? positions.length : size));
  const inner = product(value.shape.slice(axis + 1));
  const size = value.shape[axis] ?? 0;
  const starts = Array.from({ length: product(value.shape.slice(0, axis)) }, (_, outer) =>
    positions.map((position) => (outer * size + position) * inner),
  ).flat();
  if (value.dtype === 'string')
    return stringTensor(
      shape,
      starts.flatMap((start) => value.strings.slice(start, start + inner)),
    );
  const width = bytesEach(value.dtype);
  const parts = starts.map((start) => value.bytes.subarray(start * width, (start + inner) * width));
  return tensor(value.dtype, shape, Buffer.concat(parts));
}

/** Rows one after another along an axis; all of one type. */
export function stackRows(rows: readonly Tensor[], axis: number): Tensor {
  const [first] = rows;
  if (first === undefined) throw new RangeError('no rows to stack');
  const shape = first.shape.map((size, at) => (at === axis ? rows.length * size : size));
  const blocks = product(first.shape.slice(0, axis));
  const inner = product(first.shape.slice(axis));
  const order = Array.from({ length: blocks }, (_, block) => rows.map((row) => ({ row, start: block * inner }))).flat();
  if (first.dtype === 'string') {
    const strings = order.flatMap(({ row, start }) =>
      row.dtype === 'string' ? row.strings.slice(start, start + inner) : [],
    );
    return stringTensor(shape, strings);
  }
  const width = bytesEach(first.dtype);
  const parts = order.flatMap(({ row, start }) =>
    row.dtype === 'string' ? [] : [row.bytes.subarray(start * width, (start + inner) * width)],
  );
  return tensor(first.dtype, shape, Buffer.concat(parts));
}

/** The same elements in the same shape, each moved by `step` places: other data of the same kind. */
export function rolled(value: Tensor, step: number): Tensor {
  const count = product(value.shape);
  const cut = count === 0 ? 0 : step % count;
  if (value.dtype === 'string')
    return stringTensor(value.shape, [...value.strings.slice(count - cut), ...value.strings.slice(0, count - cut)]);
  const at = (count - cut) * bytesEach(value.dtype);
  const bytes = Buffer.concat([value.bytes.subarray(at), value.bytes.subarray(0, at)]);
  return tensor(value.dtype, value.shape, bytes);
}

function bytesEach(dtype: Exclude<Tensor['dtype'], 'string'>): number {
  const { bits } = DTYPES[dtype];
  if (bits < 8) throw new RangeError(`${dtype} cannot be cut into rows`);
  return bits / 8;
}

const product = (sizes: readonly number[]) => sizes.reduce((result, size) => result * size, 1);
