import { inflateRawSync } from 'node:zlib';
import { messageOf } from '../errors.js';
import { MalformedFile } from './malformed-file.js';
import type { PagedFile } from './paged-file.js';

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_LENGTH = 22;
const LOCATOR_LENGTH = 20;
/** A comment of the archive stands behind the end of its directory. */
const MAX_COMMENT = 0xffff;
/** Archives of models hold one entry a weight. */
const MAX_ENTRIES = 1 << 20;
const STORED = 0;
const DEFLATED = 8;

/** One entry, as the archive's directory describes it. Sizes and place are not those of entries beyond 4 GiB. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where its own header lies. */
  readonly offset: number;
}

/**
 * The entries of a zip archive, by its central directory; nothing is unpacked.
 * @throws MalformedFile when it is none, or is cut off
 */
export function zipEntries(file: PagedFile): ZipEntry[] {
  const { offset, length, count } = directoryOf(file);
  if (count > MAX_ENTRIES) throw new MalformedFile(`the archive has ${count} entries`);
  const entries: ZipEntry[] = [];
  for (let at = offset; entries.length < count; ) {
    if (at + 46 > offset + length) throw new MalformedFile(`the archive's directory ends at byte ${at}`);
    const head = file.read(at, 46);
    if (head.readUInt32LE(0) !== ENTRY) throw new MalformedFile(`no entry of an archive at byte ${at}`);
    const name = head.readUInt16LE(28);
    entries.push({
      name: file.read(at + 46, name).toString('utf8'),
      method: head.readUInt16LE(10),
      packedBytes: head.readUInt32LE(20),
      bytes: head.readUInt32LE(24),
      offset: head.readUInt32LE(42),
    });
    at += 46 + name + head.readUInt16LE(30) + head.readUInt16LE(32);
  }
  return entries;
}

/**
 * The content of one entry, unpacked.
 * @param most bytes that it may have, packed and unpacked
 * @throws MalformedFile when it is longer, or damaged
 */
export function readZipEntry(file: PagedFile, entry: ZipEntry, most: number): Buffer {
  const { name, method, packedBytes, bytes, offset } = entry;
  if (Math.max(packedBytes, bytes) > most)
    throw new MalformedFile(`${name} has ${Math.max(packedBytes, bytes)} bytes, more than ${most}`);
  const head = file.read(offset, 30);
  if (head.readUInt32LE(0) !== LOCAL) throw new MalformedFile(`no content of an archive at byte ${offset}`);
  const content = file.read(offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28), packedBytes);
  if (method === STORED) return content;
  if (method !== DEFLATED) throw new MalformedFile(`${name} is packed by method ${method}`);
  try {
    return inflateRawSync(content, { maxOutputLength: Math.max(bytes, 1) });
  } catch (error) {
    throw new MalformedFile(`${name} cannot be unpacked: ${messageOf(error)}`);
  }
}

interface Directory {
  readonly offset: number;
  readonly length: number;
  readonly count: number;
}

function directoryOf(file: PagedFile): Directory {
  const from = Math.max(0, file.size - END_LENGTH - MAX_COMMENT);
  const tail = file.read(from, file.size - from);
  for (let at = tail.length - END_LENGTH; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END) continue;
    return (
      directory64(file, from + at) ?? {
        count: tail.readUInt16LE(at + 10),
        length: tail.readUInt32LE(at + 12),
        offset: tail.readUInt32LE(at + 16),
      }
    );
  }
  throw new MalformedFile('the file is no archive, or its end is missing');
}

/** Archives beyond 4 GiB, and all that PyTorch writes, give sizes of 64 bits in a record before the end. */
function directory64(file: PagedFile, end: number): Directory | null {
  if (end < LOCATOR_LENGTH) return null;
  const locator = file.read(end - LOCATOR_LENGTH, LOCATOR_LENGTH);
  if (locator.readUInt32LE(0) !== LOCATOR_64) return null;
  const record = file.read(Number(locator.readBigUInt64LE(8)), 56);
  if (record.readUInt32LE(0) !== END_64) throw new MalformedFile('the end of the archive leads nowhere');
  return {
    count: Number(record.readBigUInt64LE(32)),
    length: Number(record.readBigUInt64LE(40)),
    offset: Number(record.readBigUInt64LE(48)),
  };
}
