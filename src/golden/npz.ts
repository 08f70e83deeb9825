/**
 * numpy's .npz format: a zip archive of .npy files, one an array. Archives come from pull requests, so every size is
 * checked before memory is spent on it, and nothing is ever written to disk.
 */
import { type Entry, fromBufferPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';
import { ZipFile as ZipWriter } from 'yazl';
import type { DType } from '../tensor/dtype.js';
import { Malformed } from '../tensor/malformed.js';
import type { Tensor } from '../tensor/tensor.js';
import { crc32 } from './crc32.js';
import { readNpy, writeNpy } from './npy.js';

/** Sum of the arrays' bytes that a golden may have unless the caller allows more. */
export const MAX_NPZ_BYTES = 4 * 2 ** 30;
const MAX_ENTRIES = 10_000;
/** Deflate cannot shrink further than 1032 to 1; a declaration beyond that is a lie. */
const MAX_RATIO = 1032;
const SUFFIX = '.npy';

export interface NpzOptions {
  /** The signature's dtype of an array, for descriptors that numpy leaves ambiguous. */
  readonly expected?: (name: string) => DType | null;
  readonly maxBytes?: number;
}

/**
 * All arrays by name.
 * @throws Malformed with the archive entry: encrypted, compressed by other means than deflate, duplicate or
 * overlapping entries, names that are no array names, more bytes than declared or allowed, wrong checksum, or whatever
 * readNpy refuses
 */
export async function readNpz(bytes: Uint8Array, options: NpzOptions = {}): Promise<Map<string, Tensor>> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return await asMalformed(async () => {
    const zip = await fromBufferPromise(buffer, { lazyEntries: true, decodeStrings: false });
    const entries = await listEntries(zip, options.maxBytes ?? MAX_NPZ_BYTES);
    await refuseOverlaps(zip, entries, buffer);
    const tensors = new Map<string, Tensor>();
    for (const [name, entry] of entries) {
      const array = await asMalformed(() => inflate(zip, entry), entryName(entry));
      tensors.set(
        name,
        await asMalformed(async () => readNpy(array, options.expected?.(name) ?? null), entryName(entry)),
      );
    }
    return tensors;
  });
}

/** Whether an array of this name can be written: zip libraries refuse what looks like a path out of the archive. */
export function isNpzName(name: string): boolean {
  return name !== '' && !/^\/|^[a-zA-Z]:|\\|[\x00-\x1f]/.test(name) && !hasParentSegment(name);
}

/**
 * The bytes of an archive, arrays sorted by name, the same for the same arrays: times are fixed, as numpy fixes them.
 * @throws RangeError for names and tensors that cannot be written, see isNpzName and writeNpy
 */
export async function writeNpz(tensors: ReadonlyMap<string, Tensor>): Promise<Uint8Array> {
  const zip = new ZipWriter();
  for (const [name, value] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!isNpzName(name)) throw new RangeError(`an npz archive cannot hold the name ${JSON.stringify(name)}`);
    const npy = writeNpy(value);
    zip.addBuffer(Buffer.from(npy.buffer, npy.byteOffset, npy.byteLength), name + SUFFIX, {
      // the zip epoch in local time, which is how zip stores times: the same digits in every time zone
      mtime: new Date(1980, 0, 1),
      mode: 0o100644,
      forceDosTimestamp: true,
    });
  }
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

/** Checks names and declared sizes of the whole directory before anything is inflated. */
async function listEntries(zip: ZipFile, maxBytes: number): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let total = 0;
  if (zip.entryCount > MAX_ENTRIES) throw new Malformed(`${zip.entryCount} entries, more than ${MAX_ENTRIES}`);
  for await (const entry of zip.eachEntry()) {
    const name = arrayName(entry);
    if (entries.has(name)) throw new Malformed('is in the archive twice', { entry: entryName(entry) });
    entries.set(name, entry);
    requireReadable(entry);
    total += entry.uncompressedSize;
    if (total > maxBytes)
      throw new Malformed(`the arrays would take more than ${maxBytes} bytes`, { entry: entryName(entry) });
  }
  return entries;
}

function requireReadable(entry: Entry): void {
  const refuse = (what: string) => new Malformed(what, { entry: entryName(entry) });
  if (entry.isEncrypted()) throw refuse('is encrypted');
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    throw refuse(`zip compression method ${entry.compressionMethod} is not supported`);
  if (entry.uncompressedSize > entry.compressedSize * MAX_RATIO + 64)
    throw refuse(`declares ${entry.uncompressedSize} bytes, more than ${entry.compressedSize} can hold`);
}

/** Entries that share bytes let a small archive unfold into a huge one. */
async function refuseOverlaps(zip: ZipFile, entries: ReadonlyMap<string, Entry>, archive: Buffer): Promise<void> {
  const spans: { entry: Entry; start: number; end: number }[] = [];
  for (const entry of entries.values()) {
    const start = entry.relativeOffsetOfLocalHeader;
    const { fileDataStart, fileName } = await zip.readLocalFileHeaderPromise(entry, {});
    if (Buffer.compare(fileName, entry.fileNameRaw) !== 0)
      throw new Malformed('the archive calls it by two names', { entry: entryName(entry) });
    spans.push({ entry, start, end: fileDataStart + entry.compressedSize });
  }
  spans.sort((a, b) => a.start - b.start);
  let position = 0;
  for (const { entry, start, end } of spans) {
    if (start < position || end > archive.length)
      throw new Malformed('overlaps another entry of the archive', { entry: entryName(entry) });
    position = end;
  }
}

/** Counts while it inflates: the stream fails at the first byte beyond the declared size. */
async function inflate(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const bytes = new Uint8Array(entry.uncompressedSize);
  let done = 0;
  for await (const piece of await zip.openReadStreamPromise(entry)) {
    if (done + piece.length > bytes.length)
      throw new Malformed(`holds more than the ${bytes.length} bytes it declares`);
    bytes.set(piece, done);
    done += piece.length;
  }
  if (done !== bytes.length) throw new Malformed(`declares ${bytes.length} bytes and holds ${done}`);
  if (crc32(bytes) !== entry.crc32) throw new Malformed('its checksum is wrong: the archive is damaged');
  return bytes;
}

function arrayName(entry: Entry): string {
  const file = entryName(entry);
  const name = file.slice(0, -SUFFIX.length);
  if (!file.endsWith(SUFFIX) || name === '')
    throw new Malformed('is no array of an npz archive: its name does not end in .npy', { entry: file });
  if (/[\x00-\x1f\\]/.test(name) || hasParentSegment(name))
    throw new Malformed('its name is that of a path, not of an input or output', { entry: file });
  return name;
}

function entryName(entry: Entry): string {
  return getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
}

function hasParentSegment(name: string): boolean {
  return name.split('/').some((segment) => segment === '..' || segment === '.');
}

/** The zip library and zlib throw plain errors for bytes that are not as they should be; a TypeError is our own bug. */
async function asMalformed<T>(read: () => Promise<T>, entry?: string): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof TypeError) throw error;
    const malformed =
      error instanceof Malformed ? error : new Malformed(error instanceof Error ? error.message : String(error));
    throw entry === undefined ? malformed : malformed.in(entry);
  }
}
