/** Whether a StableHLO module computes with floats narrower than float32: as bytecode of MLIR, or as text. */
import type { ByteReader } from '../../bytes/byte-reader.js';
import { damaged, Malformed } from '../../bytes/malformed.js';
import type { NarrowPrecision } from '../../types.js';

// Sections of the bytecode by number (mlir.llvm.org/docs/BytecodeFormat).
const SECTIONS = { strings: 0, dialects: 1, values: 2, offsets: 3 };
const ALIGNED = 0x80;
const MAGIC_BYTES = 4;
const MAX_NAMES = 1 << 20;
/** No dialect has a longer name. */
const LONGEST_NAME = 64;

/** By dialect: the one byte that a type without parameters is. */
const TYPES: Readonly<Record<string, Readonly<Record<NarrowPrecision, number>>>> = {
  builtin: { bf16: 0x07, f16: 0x09 },
  vhlo: { bf16: 0x05, f16: 0x07 },
};

/** A type with such elements, in text. */
const IN_TEXT = /[<x](bf16|f16)[>,]/g;
const CHUNK = 1 << 20;
const LONGEST_TYPE = 8;

/** Null where it is float32 or wider, and for bytecode of another kind than is known. */
export function narrowTypeOfBytecode(source: ByteReader, start: number): NarrowPrecision | null {
  try {
    return narrowest(typesOf(source, start));
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

/** Null where it is float32 or wider. */
export function narrowTypeOfText(source: ByteReader): NarrowPrecision | null {
  const found = new Set<string>();
  for (let start = 0; start < source.size; start += CHUNK) {
    const text = source.read(start, Math.min(CHUNK + LONGEST_TYPE, source.size - start)).toString('latin1');
    for (const [, type = ''] of text.matchAll(IN_TEXT)) found.add(type);
  }
  return narrowest(found);
}

function narrowest(types: ReadonlySet<string>): NarrowPrecision | null {
  return types.has('bf16') ? 'bf16' : types.has('f16') ? 'f16' : null;
}

function typesOf(source: ByteReader, start: number): ReadonlySet<string> {
  const sections = sectionsOf(source, start);
  const dialects = dialectsOf(source, sections);
  const offsets = new Cursor(source, sections.get(SECTIONS.offsets));
  const counts = [offsets.varint(), offsets.varint()];
  const found = new Set<string>();
  let at = sections.get(SECTIONS.values)?.start ?? 0;
  // Attributes come first, and then types.
  for (const [kind, total] of counts.entries())
    for (let done = 0; done < total; ) {
      const dialect = dialects[offsets.varint()] ?? '';
      const length = offsets.varint();
      for (let index = 0; index < length; index++) {
        const bytes = Math.floor(offsets.varint() / 2);
        const byte = kind === 1 && bytes === 1 ? source.byteAt(at) : null;
        for (const [type, code] of Object.entries((Object.hasOwn(TYPES, dialect) && TYPES[dialect]) || {}))
          if (byte === code) found.add(type);
        at += bytes;
      }
      done += Math.max(length, 1);
    }
  return found;
}

interface Section {
  readonly start: number;
  readonly end: number;
}

function sectionsOf(source: ByteReader, start: number): ReadonlyMap<number, Section> {
  const cursor = new Cursor(source, { start: start + MAGIC_BYTES, end: source.size });
  cursor.varint();
  // The name of what wrote it.
  while (cursor.byte() !== 0);
  const sections = new Map<number, Section>();
  // All that is asked for, the strings last.
  while (!Object.values(SECTIONS).every((id) => sections.has(id))) {
    const id = cursor.byte();
    const length = cursor.varint();
    if (id >= ALIGNED) cursor.align(start, cursor.varint());
    sections.set(id % ALIGNED, { start: cursor.position, end: cursor.position + length });
    cursor.position += length;
  }
  return sections;
}

function dialectsOf(source: ByteReader, sections: ReadonlyMap<number, Section>): readonly string[] {
  const names = stringsOf(source, sections.get(SECTIONS.strings));
  const cursor = new Cursor(source, sections.get(SECTIONS.dialects));
  return Array.from({ length: counted(cursor) }, () => {
    const name = cursor.varint();
    if (name % 2 === 1) {
      // Its version, a section of its own.
      cursor.byte();
      const length = cursor.varint();
      cursor.position += length;
    }
    return names[name >> 1] ?? '';
  });
}

/** Their lengths are first, the last string's before the others. */
function stringsOf(source: ByteReader, section: Section | undefined): readonly string[] {
  const cursor = new Cursor(source, section);
  const lengths = Array.from({ length: counted(cursor) }, () => cursor.varint()).reverse();
  let from = cursor.position;
  return lengths.map((length) => {
    const text = length > LONGEST_NAME ? '' : source.read(from, Math.max(0, length - 1)).toString('latin1');
    from += length;
    return text;
  });
}

function counted(cursor: Cursor): number {
  const count = cursor.varint();
  if (count > MAX_NAMES) throw damaged(`a list of names has ${count} elements`);
  return count;
}

class Cursor {
  position: number;
  readonly #end: number;

  constructor(
    readonly source: ByteReader,
    section: Section | undefined,
  ) {
    if (section === undefined) throw damaged('a section is missing');
    this.position = section.start;
    this.#end = section.end;
  }

  byte(): number {
    if (this.position >= this.#end) throw damaged(`a section ends at byte ${this.position}`);
    return this.source.byteAt(this.position++);
  }

  /** The zeros at the end of the first byte say how many bytes follow. */
  varint(): number {
    const first = this.byte();
    if (first % 2 === 1) return first >> 1;
    const more = first === 0 ? 8 : 31 - Math.clz32(first & -first);
    let value = first === 0 ? 0 : first >> (more + 1);
    let scale = first === 0 ? 1 : 2 ** (7 - more);
    for (let index = 0; index < more; index++, scale *= 256) value += this.byte() * scale;
    if (!Number.isSafeInteger(value)) throw damaged(`a number at byte ${this.position} is too large`);
    return value;
  }

  align(start: number, to: number): void {
    if (to < 1) throw damaged(`a section at byte ${this.position} has no alignment`);
    this.position += (to - ((this.position - start) % to)) % to;
  }
}
