/** numpy's .npy format, after numpy.lib.format: a header in Python's notation, then the elements. */

import { Malformed } from '../bytes/malformed.js';
import { DTYPES, type DType, type PackedDType } from '../tensor/dtype.js';
import { bytesOf } from '../tensor/elements.js';
import { packNibbles } from '../tensor/encode-elements.js';
import { elementCount, stringTensor, type Tensor, tensor } from '../tensor/tensor.js';
import { type NpyDType, parseNpyDescr } from './npy-dtype.js';
import { parseNpyHeader } from './npy-header.js';
import { decodeText, encodeText } from './npy-text.js';

/**
 * A tensor from the bytes of a .npy file, row-major and little-endian whatever the file's order is; a view where nothing
 * has to be rearranged. `<U` and `|S` arrays become strings.
 * @param expected the signature's dtype, which decides where numpy's descriptor is ambiguous
 * @throws Malformed for object arrays, structured arrays, unknown dtypes, and sizes that do not agree
 */
export function readNpy(bytes: Uint8Array, expected: DType | null = null): Tensor {
  const { descr, fortranOrder, shape, dataStart } = parseNpyHeader(bytes);
  const type = parseNpyDescr(descr, expected);
  const count = elementCount(shape);
  const stored = bytesOf(bytes).subarray(dataStart);
  if (!Number.isSafeInteger(count) || stored.byteLength !== count * type.itemBytes)
    throw new Malformed(
      `${type.dtype}[${shape.join(', ')}] needs ${count * type.itemBytes} bytes, the file has ${stored.byteLength}`,
    );
  const ordered = fortranOrder ? toRowMajor(stored, shape, type.itemBytes) : stored;
  const data = type.bigEndian && type.unitBytes > 1 ? swapped(ordered, type.unitBytes) : ordered;
  return toTensor(data, shape, count, type);
}

/** numpy's descriptor of a dtype, null for those that numpy cannot name. */
export function npyDescr(dtype: PackedDType): string | null {
  const { kind, bits } = DTYPES[dtype];
  const order = bits > 8 ? '<' : '|';
  switch (kind) {
    case 'bool':
      return '|b1';
    case 'integer':
      return bits < 8 ? null : `${order}${dtype.startsWith('u') ? 'u' : 'i'}${bits / 8}`;
    case 'float':
      return dtype === 'bfloat16' || bits < 16 ? null : `<f${bits / 8}`;
    case 'complex':
      return `<c${bits / 8}`;
  }
}

/**
 * The bytes of a .npy file (version 1), as numpy.save writes them.
 * @throws RangeError for dtypes that numpy cannot name, and strings that it cannot hold (a NUL at the end)
 */
export function writeNpy(value: Tensor): Uint8Array {
  const { descr, bytes } = value.dtype === 'string' ? encodeText(value.strings) : packed(value.dtype, value.bytes);
  const sizes = value.shape.length === 1 ? `${value.shape[0]},` : value.shape.join(', ');
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const dataStart = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const file = new Uint8Array(dataStart + bytes.byteLength);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(file.buffer).setUint16(8, dataStart - 10, true);
  file.set(new TextEncoder().encode(`${dictionary.padEnd(dataStart - 11)}\n`), 10);
  file.set(bytes, dataStart);
  return file;
}

function packed(dtype: PackedDType, bytes: Uint8Array): { descr: string; bytes: Uint8Array } {
  const descr = npyDescr(dtype);
  if (descr === null) throw new RangeError(`numpy files cannot name ${dtype}`);
  return { descr, bytes };
}

function toTensor(data: Uint8Array, shape: readonly number[], count: number, type: NpyDType): Tensor {
  if (type.dtype === 'string') return stringTensor(shape, decodeText(data, count, type));
  // numpy stores one 4-bit integer per byte
  if (DTYPES[type.dtype].bits === 4) return tensor(type.dtype, shape, packNibbles(data));
  return tensor(type.dtype, shape, data);
}

/** Column-major to row-major: walks the target in order and steps through the source by its strides. */
function toRowMajor(source: Uint8Array, shape: readonly number[], itemBytes: number): Uint8Array {
  const target = new Uint8Array(source.byteLength);
  const strides: number[] = [];
  shape.reduce((stride, size) => {
    strides.push(stride);
    return stride * size;
  }, itemBytes);
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < target.byteLength; to += itemBytes) {
    for (let byte = 0; byte < itemBytes; byte++) target[to + byte] = source[from + byte] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] ?? 0;
      const next = (index[axis] ?? 0) + 1;
      from += stride;
      if (next < (shape[axis] ?? 0)) {
        index[axis] = next;
        break;
      }
      from -= next * stride;
      index[axis] = 0;
    }
  }
  return target;
}

function swapped(source: Uint8Array, unitBytes: number): Uint8Array {
  const target = new Uint8Array(source.byteLength);
  for (let start = 0; start < source.byteLength; start += unitBytes)
    for (let byte = 0; byte < unitBytes; byte++) target[start + byte] = source[start + unitBytes - 1 - byte] ?? 0;
  return target;
}
