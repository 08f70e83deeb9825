/**
 * numpy's .npz format: a zip archive of .npy files, one per array. Archives come from pull requests, so every size is
 * checked before memory is allocated for it, and nothing is ever written to disk.
 */
import { ZipFile as ZipWriter } from 'yazl';
import type { ByteReader } from '../bytes/byte-reader.js';
import { Malformed } from '../bytes/malformed.js';
import { unpackZipEntry, type ZipEntry, zipContent, zipEntries } from '../bytes/zip-archive.js';
import type { DType } from '../tensor/dtype.js';
import type { Tensor } from '../tensor/tensor.js';
import { readNpy, writeNpy } from './npy.js';

/** The most bytes that the arrays of a golden may have in all, unless the caller allows more. */
export const MAX_NPZ_BYTES = 4 * 2 ** 30;
const MAX_ENTRIES = 10_000;
const SUFFIX = '.npy';

export interface NpzOptions {
  /** The signature's dtype of an array, for descriptors that numpy leaves ambiguous. */
  readonly expected?: (name: string) => DType | null;
  readonly maxBytes?: number;
}

/**
 * All arrays by name, each in memory of its own.
 * @throws Malformed with the archive entry: encrypted, not compressed by deflate, duplicate or overlapping entries,
 * names that are not names of arrays, more bytes than declared or allowed, a wrong checksum, or whatever readNpy refuses
 */
export async function readNpz(archive: ByteReader, options: NpzOptions = {}): Promise<Map<string, Tensor>> {
  const entries = listEntries(archive, options.maxBytes ?? MAX_NPZ_BYTES);
  refuseOverlaps(archive, [...entries.values()]);
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of entries) {
    const array = await unpackZipEntry(archive, entry);
    try {
      tensors.set(name, readNpy(array, options.expected?.(name) ?? null));
    } catch (error) {
      throw error instanceof Malformed ? error.in(entry.name) : error;
    }
  }
  return tensors;
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

/** Checks names and declared sizes of the whole directory before anything is unpacked. */
function listEntries(archive: ByteReader, maxBytes: number): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  let total = 0;
  for (const entry of zipEntries(archive, MAX_ENTRIES)) {
    const name = arrayName(entry.name);
    if (entries.has(name)) throw new Malformed('is in the archive twice', { entry: entry.name });
    entries.set(name, entry);
    total += entry.bytes;
    if (total > maxBytes)
      throw new Malformed(`the arrays would take more than ${maxBytes} bytes`, { entry: entry.name });
  }
  return entries;
}

/** Entries that share bytes would let a small archive unpack to a huge one. */
function refuseOverlaps(archive: ByteReader, entries: readonly ZipEntry[]): void {
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
    const { to } = zipContent(archive, entry);
    if (entry.offset < end) throw new Malformed('overlaps another entry of the archive', { entry: entry.name });
    end = to;
  }
}

function arrayName(file: string): string {
  const name = file.slice(0, -SUFFIX.length);
  if (!file.endsWith(SUFFIX) || name === '')
    throw new Malformed('is not an array of an npz archive: its name does not end in .npy', { entry: file });
  if (/[\x00-\x1f\\]/.test(name) || hasParentSegment(name))
    throw new Malformed('its name is not valid for an input or output', { entry: file });
  return name;
}

function hasParentSegment(name: string): boolean {
  return name.split('/').some((segment) => segment === '..' || segment === '.');
}
