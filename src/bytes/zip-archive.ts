/**
 * Zip archives by their central directory, in bounded memory, for models and goldens alike. They come from pull
 * requests, so every size is checked before memory is allocated for it, and nothing is ever written to disk.
 *
 * yauzl decodes the names. It cannot read the rest: it works with callbacks, while formats are recognised and described
 * in synchronous functions, and it does not verify checksums.
 */
import { pipeline } from 'node:stream/promises';
import { setImmediate as otherWork } from 'node:timers/promises';
import { createInflateRaw, inflateRawSync } from 'node:zlib';
import { getFileNameLowLevel, parseExtraFields } from 'yauzl';
import { messageOf } from '../errors.js';
import { formatCount } from '../number-format.js';
import type { ByteReader } from './byte-reader.js';
import { crc32 } from './crc32.js';
import { damaged, Malformed } from './malformed.js';
import type { Range } from './protobuf.js';

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** The fixed part of an entry of the directory. */
const HEADER = 46;
const END_LENGTH = 22;
const LOCATOR_LENGTH = 20;
/** The comment of the archive follows the end of its directory. */
const MAX_COMMENT = 0xffff;
/** Archives of models have one entry per weight. */
const MAX_ENTRIES = 1 << 20;
const MAX_DIRECTORY = 1 << 26;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 0x41;
/** The value of a 32-bit number that is given among the extra fields instead, in 64 bits. */
const ELSEWHERE = 0xffff_ffff;
const SIZES_64 = 0x0001;
/** Deflate cannot compress better than 1032 to 1; a larger declared size is false. */
const MAX_RATIO = 1032;
const CHUNK = 1 << 22;

/** One entry, as the archive's directory describes it. */
export interface ZipEntry {
  readonly name: string;
  readonly rawName: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Position of its own header. */
  readonly offset: number;
}

/**
 * The entries of a zip archive, in the order of its directory; nothing is unpacked.
 * @throws Malformed when it is not a zip archive, is truncated, or has more than `most` entries
 */
export function zipEntries(source: ByteReader, most = MAX_ENTRIES): ZipEntry[] {
  const { offset, length, count } = directoryOf(source);
  if (count > most) throw new Malformed(`the archive has ${count} entries, more than the limit of ${most}`);
  if (length > MAX_DIRECTORY)
    throw new Malformed(`the archive's directory has ${length} bytes, more than the limit of ${MAX_DIRECTORY}`);
  const directory = source.read(offset, length);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count; ) {
    if (at + HEADER > length || directory.readUInt32LE(at) !== ENTRY)
      throw damaged(`no archive entry at byte ${offset + at}`);
    const name = at + HEADER;
    const extra = name + directory.readUInt16LE(at + 28);
    const comment = extra + directory.readUInt16LE(at + 30);
    if (comment > length) throw damaged(`the archive's directory ends at byte ${offset + length}`);
    entries.push(entryOf(directory, at, { name, extra, comment }));
    at = comment + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * The content of one entry, unpacked at once.
 * @param most bytes that it may have, packed and unpacked
 * @throws Malformed when it is longer, encrypted, packed by a method other than deflate, or damaged
 */
export function readZipEntry(source: ByteReader, entry: ZipEntry, most: number): Buffer {
  requireReadable(entry);
  const longest = Math.max(entry.packedBytes, entry.bytes);
  if (longest > most)
    throw new Malformed(`has ${longest} bytes, more than the limit of ${most}`, { entry: entry.name });
  const { from, to } = zipContent(source, entry);
  const content = source.read(from, to - from);
  return verified(entry, entry.method === STORED ? content : inflatedAtOnce(entry, content));
}

/**
 * The same in pieces, so that other work can go on: for content of gigabytes. The caller has checked that the size that
 * the entry declares is acceptable.
 */
export async function unpackZipEntry(source: ByteReader, entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  requireReadable(entry);
  const content = zipContent(source, entry);
  const out = new Uint8Array(entry.bytes);
  const done =
    entry.method === STORED ? await copyTo(out, source, content) : await inflateTo(out, source, content, entry);
  return verified(entry, out.subarray(0, done));
}

/**
 * The range of an entry's packed content.
 * @throws Malformed when there is no content of that name
 */
export function zipContent(source: ByteReader, { name, rawName, offset, packedBytes }: ZipEntry): Range {
  const head = source.read(offset, 30);
  if (head.readUInt32LE(0) !== LOCAL) throw damaged(`no archive content at byte ${offset}`).in(name);
  const ownName = source.read(offset + 30, head.readUInt16LE(26));
  if (!ownName.equals(rawName)) throw new Malformed('has two different names in the archive', { entry: name });
  const from = offset + 30 + ownName.length + head.readUInt16LE(28);
  const to = from + packedBytes;
  if (to > source.size)
    throw damaged(`it ends ${formatCount(to - source.size, 'byte')} after the end of the file`).in(name);
  return { from, to };
}

function requireReadable({ name, flags, method, packedBytes, bytes }: ZipEntry): void {
  const refuse = (what: string) => new Malformed(what, { entry: name });
  if ((flags & ENCRYPTED) !== 0) throw refuse('is encrypted');
  if (method !== STORED && method !== DEFLATED) throw refuse(`zip compression method ${method} is not supported`);
  if (method === STORED && packedBytes !== bytes)
    throw refuse(`declares ${bytes} bytes and is stored in ${packedBytes}: the archive is damaged`);
  if (bytes > packedBytes * MAX_RATIO + 64) throw refuse(`declares ${bytes} bytes, more than ${packedBytes} can hold`);
}

function inflatedAtOnce(entry: ZipEntry, content: Buffer): Buffer {
  try {
    return inflateRawSync(content, { maxOutputLength: Math.max(entry.bytes, 1) });
  } catch (error) {
    throw notInflated(entry, error);
  }
}

async function inflateTo(out: Uint8Array, source: ByteReader, content: Range, entry: ZipEntry): Promise<number> {
  let done = 0;
  try {
    await pipeline(pieces(source, content), createInflateRaw({ chunkSize: CHUNK }), async (unpacked) => {
      for await (const piece of unpacked) {
        if (done + piece.length > out.length) throw longer(entry);
        out.set(piece, done);
        done += piece.length;
      }
    });
  } catch (error) {
    throw error instanceof Malformed ? error : notInflated(entry, error);
  }
  return done;
}

function* pieces(source: ByteReader, { from, to }: Range): Generator<Buffer> {
  for (let at = from; at < to; at += CHUNK) yield source.read(at, Math.min(CHUNK, to - at));
}

async function copyTo(out: Uint8Array, source: ByteReader, { from, to }: Range): Promise<number> {
  for (let at = from; at < to; at += CHUNK) {
    source.copy(at, Math.min(CHUNK, to - at), out, at - from);
    await otherWork();
  }
  return to - from;
}

const notInflated = (entry: ZipEntry, error: unknown) =>
  error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    ? longer(entry)
    : new Malformed('cannot be unpacked', { entry: entry.name, why: messageOf(error) });

const longer = ({ name, bytes }: ZipEntry) =>
  new Malformed(`holds more than the ${bytes} bytes it declares`, { entry: name });

function verified<T extends Uint8Array>({ name, bytes, crc }: ZipEntry, content: T): T {
  const refuse = (what: string) => new Malformed(what, { entry: name });
  if (content.length !== bytes) throw refuse(`declares ${bytes} bytes and holds ${content.length}`);
  if (crc32(content) !== crc) throw refuse('its checksum is wrong: the archive is damaged');
  return content;
}

function entryOf(
  directory: Buffer,
  at: number,
  ends: { readonly name: number; readonly extra: number; readonly comment: number },
): ZipEntry {
  const flags = directory.readUInt16LE(at + 8);
  const rawName = directory.subarray(ends.name, ends.extra);
  const extra = ends.extra === ends.comment ? [] : extraFieldsOf(directory.subarray(ends.extra, ends.comment));
  // Strict: a backslash is kept as it is.
  const name = getFileNameLowLevel(flags, rawName, extra, true);
  const sizes = extra.find(({ id }) => id === SIZES_64)?.data;
  let next = 0;
  /** The sizes that do not fit follow each other there, in the order of these calls. */
  const sizeAt = (position: number) => {
    const size = directory.readUInt32LE(position);
    if (size !== ELSEWHERE) return size;
    next += 8;
    if (sizes === undefined || next > sizes.length)
      throw new Malformed('lacks the 64-bit sizes that it announces', { entry: name });
    return Number(sizes.readBigUInt64LE(next - 8));
  };
  const bytes = sizeAt(at + 24);
  const packedBytes = sizeAt(at + 20);
  const offset = sizeAt(at + 42);
  const [method, crc] = [directory.readUInt16LE(at + 10), directory.readUInt32LE(at + 16)];
  return { name, rawName, flags, method, crc, packedBytes, bytes, offset };
}

function extraFieldsOf(raw: Buffer): ReturnType<typeof parseExtraFields> {
  try {
    return parseExtraFields(raw);
  } catch (error) {
    throw damaged(`the archive's directory: ${messageOf(error)}`);
  }
}

interface Directory {
  readonly offset: number;
  readonly length: number;
  readonly count: number;
}

function directoryOf(source: ByteReader): Directory {
  const from = Math.max(0, source.size - END_LENGTH - MAX_COMMENT);
  const tail = source.read(from, source.size - from);
  for (let at = tail.length - END_LENGTH; at >= 0; at--) {
    // With bytes after the comment, or an end inside it, other readers would see another archive.
    if (tail.readUInt32LE(at) !== END || at + END_LENGTH + tail.readUInt16LE(at + 20) !== tail.length) continue;
    const directory = directory64(source, from + at);
    if (directory !== null) return directory;
    requireOneDisk(tail.readUInt16LE(at + 4));
    return {
      count: tail.readUInt16LE(at + 10),
      length: tail.readUInt32LE(at + 12),
      offset: tail.readUInt32LE(at + 16),
    };
  }
  throw damaged('it is not a zip archive, or its end is missing');
}

/** Archives beyond 4 GiB, and all that PyTorch writes, have 64-bit sizes in a record before the end. */
function directory64(source: ByteReader, end: number): Directory | null {
  if (end < LOCATOR_LENGTH) return null;
  const locator = source.read(end - LOCATOR_LENGTH, LOCATOR_LENGTH);
  if (locator.readUInt32LE(0) !== LOCATOR_64) return null;
  const record = source.read(Number(locator.readBigUInt64LE(8)), 56);
  if (record.readUInt32LE(0) !== END_64) throw damaged('the end of the archive points to no directory');
  requireOneDisk(record.readUInt32LE(16));
  return {
    count: Number(record.readBigUInt64LE(32)),
    length: Number(record.readBigUInt64LE(40)),
    offset: Number(record.readBigUInt64LE(48)),
  };
}

function requireOneDisk(number: number): void {
  if (number !== 0) throw new Malformed(`the archive is part ${number} of several`);
}
