import { DTYPES, type DType, type PackedDType } from './dtype.js';
import { bytesOf, storageOf } from './elements.js';
import { describeType, type PackedTensor } from './tensor.js';

const ARRAYS = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/**
 * The same numbers in another element type.
 * @throws RangeError when an integer does not fit, instead of wrapping it; or for types that are never converted
 */
export function convertElements(value: PackedTensor, to: DType): PackedTensor {
  const source = storageOf(value);
  const plain =
    DTYPES[value.dtype].kind !== 'complex' && (DTYPES[value.dtype].kind !== 'float' || value.dtype in ARRAYS);
  if (!plain || to === 'string') throw new RangeError(`${value.dtype} cannot be passed as ${to}`);
  if (to === 'bool')
    return made(
      value,
      to,
      Uint8Array.from([...source], (element) => (Number(element) === 0 ? 0 : 1)),
    );
  if (to === 'int64') return made(value, to, BigInt64Array.from([...source].map(BigInt)));
  if (!isNumeric(to)) throw new RangeError(`${value.dtype} cannot be passed as ${to}`);
  const target = new ARRAYS[to](source.length);
  const exact = DTYPES[to].kind === 'integer';
  for (const [index, element] of source.entries()) {
    target[index] = Number(element);
    if (exact && !sameNumber(target[index] ?? 0, element))
      throw new RangeError(
        `${describeType(value.dtype, value.shape)} holds ${element}, which ${to} cannot hold: it would become ${target[index]}`,
      );
  }
  return made(value, to, target);
}

function isNumeric(dtype: PackedDType): dtype is keyof typeof ARRAYS {
  return Object.hasOwn(ARRAYS, dtype);
}

function made({ shape }: PackedTensor, dtype: PackedDType, array: ArrayBufferView): PackedTensor {
  return { kind: 'tensor', dtype, shape, bytes: bytesOf(array) };
}

function sameNumber(a: number, b: number | bigint): boolean {
  return typeof b === 'bigint' ? BigInt(a) === b : a === b;
}
