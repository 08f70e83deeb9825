import { Malformed } from '../bytes/malformed.js';
import { DTYPES, type DType, isDType } from '../tensor/dtype.js';

/** How the elements of a .npy file are stored. */
export interface NpyDType {
  readonly dtype: DType;
  /** Bytes of one element in the file. */
  readonly itemBytes: number;
  /** Unit that has the file's byte order: half of a complex number, one code point of a string. */
  readonly unitBytes: number;
  readonly bigEndian: boolean;
  /** For strings: code points (U) or UTF-8 bytes (S). */
  readonly text?: 'U' | 'S';
}

const NUMBERS: Readonly<Record<string, DType>> = {
  b1: 'bool',
  '?1': 'bool',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  c8: 'complex64',
  c16: 'complex128',
};

/**
 * What a descriptor such as `<f4` means. numpy writes the types of ml_dtypes as bare bytes: bfloat16 as `<V2`, the
 * 8-bit floats and 4-bit integers as `<V1`, float8_e5m2 (and in old releases others) as `<f1`. That does not identify
 * the type, so these are read only as the signature's type, `expected`.
 * @throws Malformed for what is not a tensor, or is ambiguous
 */
export function parseNpyDescr(descr: string, expected: DType | null): NpyDType {
  if (isDType(descr) && descr !== 'string') return stored(descr, false);
  const match = /^([<>=|]?)([a-zA-Z?])(\d{0,9})(\[.*)?$/.exec(descr);
  const [, order = '', kind = '', digits = ''] = match ?? [];
  const bigEndian = order === '>';
  const number = NUMBERS[kind + digits];
  if (number !== undefined) return stored(number, bigEndian);
  if (kind === 'O') throw objectArray();
  if (kind === 'U') return { dtype: 'string', itemBytes: 4 * Number(digits), unitBytes: 4, bigEndian, text: 'U' };
  if (kind === 'S' || kind === 'a')
    return { dtype: 'string', itemBytes: Number(digits), unitBytes: 1, bigEndian: false, text: 'S' };
  if ((kind === 'V' && (digits === '1' || digits === '2')) || (kind === 'f' && digits === '1'))
    return stored(bareBytes(descr, Number(digits), expected), bigEndian);
  throw new Malformed(`numpy dtype ${JSON.stringify(descr)} is not supported`, {
    next: 'convert the array with astype to the dtype of the model’s input before saving',
  });
}

function stored(dtype: DType, bigEndian: boolean): NpyDType {
  const { bits, kind } = DTYPES[dtype];
  const itemBytes = Math.max(1, bits / 8);
  return { dtype, itemBytes, unitBytes: kind === 'complex' ? itemBytes / 2 : itemBytes, bigEndian };
}

function objectArray(): Malformed {
  return new Malformed('holds an object array', {
    why: 'objects are stored as pickle, which runs code when it is loaded; it is never read here',
    next: "save plain arrays: numbers with astype(np.float32) or similar, strings with astype('U'), ragged lists as one array each",
  });
}

function bareBytes(descr: string, bytes: number, expected: DType | null): DType {
  const native = /^(bfloat16|float8_.*|u?int4)$/.test(expected ?? '');
  if (expected !== null && native && Math.max(8, DTYPES[expected].bits) === bytes * 8) return expected;
  const candidates = bytes === 2 ? 'bfloat16' : 'any 8-bit float or 4-bit integer';
  throw new Malformed(`numpy dtype ${JSON.stringify(descr)} is ambiguous`, {
    why:
      `numpy writes ${candidates} of ml_dtypes like that, and ` +
      (expected === null ? 'there is no signature to decide which' : `the model expects ${expected}`),
    next: 'save it as safetensors, which names these types, or convert it with astype before saving it',
  });
}
