import type { ByteReader } from '../../bytes/byte-reader.js';
import { damaged } from '../../bytes/malformed.js';
import { formatCount } from '../../number-format.js';

export const HDF5_SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/** Messages of an object header, by the numbers of the HDF5 file format. */
const ATTRIBUTE = 0x0c;
const CONTINUATION = 0x10;
/** Classes of types. */
const STRING = 3;
const VARIABLE = 9;
/** A root group has few messages; more of them, or a cycle of blocks, are an attempt to waste time. */
const MAX_MESSAGES = 4096;
const MAX_BLOCKS = 64;

/** Range of the bytes of a string. */
interface Place {
  readonly from: number;
  readonly length: number;
}

/**
 * Where the string of an attribute of the root group is; null where there is none of that name, or where the file has a
 * later version of the format than h5py writes by default, which is not read.
 * @throws Malformed when the file is damaged
 */
export function rootText(file: ByteReader, name: string): Place | null {
  const version = file.byteAt(8);
  if (version > 1 || file.byteAt(13) !== 8 || file.byteAt(14) !== 8) return null;
  // The second version has four bytes more before the addresses.
  const header = addressAt(file, version === 0 ? 64 : 68);
  let found: Attribute | null = null;
  for (const { type, from, length } of messagesOf(file, header)) {
    const attribute = type === ATTRIBUTE ? attributeAt(file, from, length) : null;
    if (attribute?.name === name) found = attribute;
  }
  return found === null ? null : found.place();
}

/** @throws Malformed when the file is shorter than its header says, which libraries refuse to open */
export function checkWhole(file: ByteReader): void {
  const version = file.byteAt(8);
  if (version > 1 || file.byteAt(13) !== 8 || file.byteAt(14) !== 8) return;
  const whole = addressAt(file, version === 0 ? 40 : 44);
  if (whole > file.size)
    throw damaged(`it has ${formatCount(file.size, 'byte')}, and its header says ${formatCount(whole, 'byte')}`);
}

/** An attribute that is a string; its heap is searched only when it is needed. */
interface Attribute {
  readonly name: string;
  place(): Place;
}

/** The content of an attribute. @throws Malformed when it is longer than `most` bytes */
export function textOf(file: ByteReader, { from, length }: Place, most: number): string {
  if (length > most) throw damaged(`a string at byte ${from} has ${length} bytes, more than the limit of ${most}`);
  return file.read(from, length).toString('utf8').replace(/\0+$/, '');
}

function* messagesOf(file: ByteReader, header: number): Generator<Place & { readonly type: number }> {
  const start = file.read(header, 12);
  if (start[0] !== 1) throw damaged(`no object header at byte ${header}`);
  const blocks: Place[] = [{ from: header + 16, length: start.readUInt32LE(8) }];
  let count = 0;
  for (let block = blocks.shift(), seen = 1; block !== undefined; block = blocks.shift(), seen++) {
    if (seen > MAX_BLOCKS) throw damaged(`the object header at byte ${header} does not end`);
    const end = block.from + block.length;
    for (let at = block.from; at + 8 <= end; ) {
      if (++count > MAX_MESSAGES) throw damaged(`the object header at byte ${header} does not end`);
      const head = file.read(at, 8);
      const message = { type: head.readUInt16LE(0), from: at + 8, length: head.readUInt16LE(2) };
      if (message.type === CONTINUATION)
        blocks.push({ from: addressAt(file, message.from), length: addressAt(file, message.from + 8) });
      yield message;
      at = message.from + message.length;
    }
  }
}

function attributeAt(file: ByteReader, from: number, length: number): Attribute | null {
  const message = file.read(from, length);
  if (message.length < 9) throw damaged(`an attribute at byte ${from} ends early`);
  const version = message[0];
  // The first version pads each part to a multiple of eight.
  const filled = (size: number) => (version === 1 ? Math.ceil(size / 8) * 8 : size);
  const [nameSize, typeSize, spaceSize] = [message.readUInt16LE(2), message.readUInt16LE(4), message.readUInt16LE(6)];
  const nameAt = version === 3 ? 9 : 8;
  const typeAt = nameAt + filled(nameSize);
  const dataAt = typeAt + filled(typeSize) + filled(spaceSize);
  if (typeAt + 8 > message.length || dataAt > message.length) throw damaged(`an attribute at byte ${from} ends early`);
  const name = message.toString('utf8', nameAt, nameAt + nameSize).replace(/\0+$/, '');
  const kind = (message[typeAt] ?? 0) & 0x0f;
  if (kind === STRING)
    return { name, place: () => ({ from: from + dataAt, length: message.readUInt32LE(typeAt + 4) }) };
  if (kind !== VARIABLE || dataAt + 16 > message.length) return null;
  const [heap, object] = [Number(message.readBigUInt64LE(dataAt + 4)), message.readUInt32LE(dataAt + 12)];
  return { name, place: () => heapObject(file, heap, object) };
}

/** Where an object of a global heap is: strings of variable length are stored there. */
function heapObject(file: ByteReader, heap: number, wanted: number): Place {
  const head = file.read(heap, 16);
  if (head.toString('latin1', 0, 4) !== 'GCOL') throw damaged(`no heap at byte ${heap}`);
  const end = heap + Number(head.readBigUInt64LE(8));
  for (let at = heap + 16; at + 16 <= end; ) {
    const object = file.read(at, 16);
    const [index, length] = [object.readUInt16LE(0), Number(object.readBigUInt64LE(8))];
    if (index === wanted) return { from: at + 16, length };
    // The rest of a heap is one free object, the last.
    if (index === 0) break;
    at += 16 + Math.ceil(length / 8) * 8;
  }
  throw damaged(`the heap at byte ${heap} has no object ${wanted}`);
}

function addressAt(file: ByteReader, position: number): number {
  return Number(file.read(position, 8).readBigUInt64LE(0));
}
