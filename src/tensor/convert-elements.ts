import { DTYPES, type DType, type PackedDType } from './dtype.js';
import { elementTable } from './element-tables.js';
import { bytesOf, storageOf } from './elements.js';
import { encodeElements } from './encode-elements.js';
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

/** Floats of 16 bits, whose storage is their bits. */
type Half = 'float16' | 'bfloat16';
const isHalf = (dtype: DType): dtype is Half => dtype === 'float16' || dtype === 'bfloat16';

/**
 * The same numbers in another element type; floats are rounded to the nearest that it has.
 * @throws RangeError when an integer does not fit, instead of wrapping it, or a finite number becomes infinite; or for
 *   types that are never converted
 */
export function convertElements(value: PackedTensor, to: DType): PackedTensor {
  const plain =
    DTYPES[value.dtype].kind !== 'complex' &&
    (DTYPES[value.dtype].kind !== 'float' || value.dtype in ARRAYS || isHalf(value.dtype));
  if (!plain || to === 'string') throw new RangeError(`${value.dtype} cannot be passed as ${to}`);
  const source = isHalf(value.dtype) ? numbersOfHalf(value, value.dtype) : storageOf(value);
  if (to === 'bool')
    return made(
      value,
      to,
      Uint8Array.from([...source], (element) => (Number(element) === 0 ? 0 : 1)),
    );
  if (to === 'int64') return made(value, to, BigInt64Array.from([...source].map(BigInt)));
  if (isHalf(to)) return toHalf(value, source, to);
  if (!isNumeric(to)) throw new RangeError(`${value.dtype} cannot be passed as ${to}`);
  const target = new ARRAYS[to](source.length);
  const exact = DTYPES[to].kind === 'integer';
  for (const [index, element] of source.entries()) {
    target[index] = Number(element);
    if (exact && !sameNumber(target[index] ?? 0, element)) throw tooLarge(value, element, to, target[index] ?? 0);
  }
  return made(value, to, target);
}

function numbersOfHalf(value: PackedTensor, dtype: Half): Float32Array {
  const table = elementTable(dtype);
  return Float32Array.from(storageOf(value) as Uint16Array, (code) => table[code] ?? 0);
}

function toHalf(value: PackedTensor, source: ReturnType<typeof storageOf>, to: Half): PackedTensor {
  const target = made(value, to, encodeElements(to, source));
  for (const [index, element] of numbersOfHalf(target, to).entries()) {
    const before = Number(source[index] ?? 0);
    if (Number.isFinite(before) && !Number.isFinite(element)) throw tooLarge(value, before, to, element);
  }
  return target;
}

function tooLarge({ dtype, shape }: PackedTensor, element: number | bigint, to: DType, becomes: number): RangeError {
  return new RangeError(
    `${describeType(dtype, shape)} holds ${element}, which ${to} cannot hold: it would become ${becomes}`,
  );
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
