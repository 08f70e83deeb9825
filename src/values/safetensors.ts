/**
 * The safetensors format: 8 bytes with the little-endian size of a JSON header, the header, then the bytes of all
 * tensors without gaps. Header: {"<name>": {"dtype": "F32", "shape": […], "data_offsets": [begin, end]}, …} and
 * optionally "__metadata__".
 */
import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { Malformed } from '../bytes/malformed.js';
import { readRegularFile } from '../bytes/regular-file.js';
import { repeatedJsonKey } from '../bytes/repeated-json-key.js';
import { byteLength, DTYPES, type PackedDType } from '../tensor/dtype.js';
import { bytesOf } from '../tensor/elements.js';
import { elementCount, type PackedTensor } from '../tensor/tensor.js';

const DTYPE_OF_CODE: Readonly<Record<string, PackedDType>> = {
  BOOL: 'bool',
  U8: 'uint8',
  I8: 'int8',
  F8_E5M2: 'float8_e5m2',
  F8_E5M2FNUZ: 'float8_e5m2fnuz',
  F8_E4M3: 'float8_e4m3fn',
  F8_E4M3FNUZ: 'float8_e4m3fnuz',
  I16: 'int16',
  U16: 'uint16',
  F16: 'float16',
  BF16: 'bfloat16',
  I32: 'int32',
  U32: 'uint32',
  F32: 'float32',
  I64: 'int64',
  U64: 'uint64',
  F64: 'float64',
  C64: 'complex64',
};
const CODE_OF_DTYPE: ReadonlyMap<PackedDType, string> = new Map(
  Object.entries(DTYPE_OF_CODE).map(([code, dtype]) => [dtype, code]),
);

/** The limit that the format itself sets. */
const MAX_HEADER_BYTES = 100_000_000;
const MAX_RANK = 64;
/** Files larger than this are refused unless the caller allows more. */
export const MAX_SAFETENSORS_BYTES = 4 * 2 ** 30;
/** Below the largest count that one write call may have. */
const WRITE_CHUNK = 1 << 30;

const size = z.int().min(0);
const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(size).max(MAX_RANK),
  data_offsets: z.tuple([size, size]),
});

/** Whether the format has this dtype. */
export function hasSafetensorsDtype(dtype: PackedDType): boolean {
  return CODE_OF_DTYPE.has(dtype);
}

/**
 * All tensors of a file; their bytes are views on `bytes`.
 * @throws Malformed with the tensor's name as entry: header too large or not JSON, unknown dtype, sizes that do not
 * agree, overlaps, gaps, bytes missing or left over
 */
export function readSafetensors(bytes: Uint8Array): Map<string, PackedTensor> {
  const { header, data } = split(bytes);
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, raw]) => ({ name, ...parseEntry(name, raw) }));
  requireTiling(entries, data.byteLength);
  return new Map(
    entries.map(({ name, dtype, shape, begin, end }) => [
      name,
      { kind: 'tensor', dtype, shape, bytes: data.subarray(begin, end) },
    ]),
  );
}

/** The same from a file, which must be a regular one. */
export async function readSafetensorsFile(
  path: string,
  maxBytes = MAX_SAFETENSORS_BYTES,
): Promise<Map<string, PackedTensor>> {
  return readSafetensors(await readRegularFile(path, maxBytes));
}

/**
 * A file's bytes in pieces, which share memory with the tensors. Tensors are sorted by descending element size, then by
 * name, after a header padded to 8 bytes, so that all are aligned and equal tensors give equal files.
 * @throws RangeError for a dtype that the format lacks, for the reserved name `__metadata__`, and for more dimensions than
 * are read back
 */
export function writeSafetensors(tensors: ReadonlyMap<string, PackedTensor>): Uint8Array[] {
  const ordered = [...tensors].sort(
    ([nameA, a], [nameB, b]) => DTYPES[b.dtype].bits - DTYPES[a.dtype].bits || (nameA < nameB ? -1 : 1),
  );
  let offset = 0;
  const header = ordered.map(([name, { dtype, shape, bytes }]) => {
    const code = CODE_OF_DTYPE.get(dtype);
    if (code === undefined) throw new RangeError(`${name}: safetensors has no ${dtype}`);
    if (name === '__metadata__') throw new RangeError('safetensors reserves the name __metadata__');
    if (shape.length > MAX_RANK)
      throw new RangeError(`a tensor has ${shape.length} dimensions, more than the ${MAX_RANK} that are supported`);
    const entry = { dtype: code, shape, data_offsets: [offset, offset + bytes.byteLength] };
    offset += bytes.byteLength;
    return [name, entry] as const;
  });
  const text = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  const padded = Buffer.alloc(8 + Math.ceil(text.length / 8) * 8, ' ');
  padded.writeBigUInt64LE(BigInt(padded.length - 8));
  text.copy(padded, 8);
  return [padded, ...ordered.map(([, { bytes }]) => bytes)];
}

/** The same into a file, replacing what was there. */
export async function writeSafetensorsFile(path: string, tensors: ReadonlyMap<string, PackedTensor>): Promise<void> {
  await writeFile(path, writable(writeSafetensors(tensors)));
}

function* writable(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const piece of pieces)
    for (let start = 0; start < piece.byteLength; start += WRITE_CHUNK)
      yield piece.subarray(start, start + WRITE_CHUNK);
}

function split(bytes: Uint8Array): { header: object; data: Uint8Array } {
  if (bytes.byteLength < 8) throw new Malformed('too short for a safetensors file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES))
    throw new Malformed(`safetensors header of ${length} bytes, more than the ${MAX_HEADER_BYTES} allowed`);
  const start = 8 + Number(length);
  if (start > bytes.byteLength) throw new Malformed('truncated in the safetensors header');
  return { header: parseHeader(bytes.subarray(8, start)), data: bytesOf(bytes).subarray(start) };
}

function parseHeader(bytes: Uint8Array): object {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch {
    throw new Malformed('the safetensors header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw new Malformed('the safetensors header is not an object');
  const repeated = repeatedJsonKey(text);
  if (repeated !== null) throw new Malformed('is in the header twice', { entry: repeated });
  return header;
}

interface Entry {
  readonly dtype: PackedDType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function parseEntry(name: string, raw: unknown): Entry {
  const parsed = entrySchema.safeParse(raw);
  if (!parsed.success)
    throw new Malformed('its header entry is not valid', { entry: name, why: z.prettifyError(parsed.error) });
  const { dtype: code, shape, data_offsets } = parsed.data;
  const dtype = Object.hasOwn(DTYPE_OF_CODE, code) ? DTYPE_OF_CODE[code] : undefined;
  if (dtype === undefined) throw new Malformed(`safetensors dtype ${code} is not supported`, { entry: name });
  const [begin, end] = data_offsets;
  const expected = byteLength(dtype, elementCount(shape));
  if (!Number.isSafeInteger(expected) || end - begin !== expected)
    throw new Malformed(`${dtype}[${shape.join(', ')}] needs ${expected} bytes, its offsets span ${end - begin}`, {
      entry: name,
    });
  return { dtype, shape, begin, end };
}

/** Each byte of the data must belong to exactly one tensor: no overlaps, no gaps, nothing after the last. */
function requireTiling(entries: readonly (Entry & { readonly name: string })[], dataBytes: number): void {
  let position = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (end > dataBytes)
      throw new Malformed(`ends at byte ${end} of ${dataBytes}: the file is truncated`, { entry: name });
    if (begin < position) throw new Malformed('overlaps another tensor', { entry: name });
    if (begin > position)
      throw new Malformed(`${begin - position} bytes before it belong to no tensor`, { entry: name });
    position = end;
  }
  if (position !== dataBytes) throw new Malformed(`${dataBytes - position} bytes at the end belong to no tensor`);
}
