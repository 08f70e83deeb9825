import fc from 'fast-check';
import { Builder } from 'flatbuffers';
import { expect, test } from 'vitest';
import { BytesInMemory } from '../../src/bytes/byte-reader.js';
import { FlatFile, type FlatTable } from '../../src/bytes/flat-table.js';
import { Malformed } from '../../src/bytes/malformed.js';
import { CountingReader } from './counting-reader.js';
import { unlessMalformed } from './only-malformed.js';

/** A table with a number, a text, numbers, texts and tables that have a text. */
function built(): Uint8Array {
  const builder = new Builder();
  const text = builder.createString('hello');
  const inner = ['one', 'two'].map((name) => {
    const offset = builder.createString(name);
    builder.startObject(1);
    builder.addFieldOffset(0, offset, 0);
    return builder.endObject();
  });
  const list = (offsets: readonly number[]) => {
    builder.startVector(4, offsets.length, 4);
    for (const offset of [...offsets].reverse()) builder.addOffset(offset);
    return builder.endVector();
  };
  const tables = list(inner);
  const texts = list([builder.createString('x'), builder.createString('')]);
  builder.startVector(4, 2, 4);
  builder.addInt32(7);
  builder.addInt32(-1);
  const numbers = builder.endVector();
  builder.startObject(7);
  builder.addFieldInt32(0, 41, 0);
  builder.addFieldOffset(1, text, 0);
  builder.addFieldOffset(2, numbers, 0);
  builder.addFieldOffset(3, texts, 0);
  builder.addFieldOffset(4, tables, 0);
  builder.addFieldInt64(5, -(2n ** 40n), 0n);
  builder.finish(builder.endObject(), 'TEST');
  return builder.asUint8Array();
}

function contentOf(table: FlatTable): unknown {
  return {
    number: table.int32(0),
    text: table.string(1),
    numbers: table.int32s(2),
    texts: table.strings(3),
    tables: [...table.tables(4)].map((one) => one.string(0)),
    long: table.int64(5),
    missing: [table.string(6), table.table(6), table.int8(6), table.uint8(9), table.uint32(9), table.head(6, 1)],
    head: table.head(1, 2)?.toString(),
  };
}

const whole = built();

test('reads what a builder has written', () => {
  expect(contentOf(new FlatFile(new BytesInMemory(whole)).requireIdentifier('TEST', 'test').root())).toEqual({
    number: 41,
    text: 'hello',
    numbers: [-1, 7],
    texts: ['x', ''],
    tables: ['one', 'two'],
    long: -(2 ** 40),
    missing: [null, null, 0, 0, 0, null],
    head: 'he',
  });
});

test.each([whole, new Uint8Array(), Uint8Array.of(1, 2, 3)])('a file of something else says so', (bytes) => {
  expect(() => new FlatFile(new BytesInMemory(bytes)).requireIdentifier('ELSE', 'a thing')).toThrow(
    'the file is not a thing',
  );
});

test('whatever a byte is changed to, what comes of it is a value or malformed', () => {
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(damage, fc.nat(whole.length), (changes, end) => {
      const damaged = Uint8Array.from(whole);
      for (const [at, byte] of changes) damaged[at] = byte;
      for (const bytes of [damaged, damaged.subarray(0, end)]) {
        const reader = new CountingReader(bytes);
        unlessMalformed(() => contentOf(new FlatFile(reader).root()));
        expect(reader.count).toBeLessThan(1 << 16);
      }
    }),
    { numRuns: 500 },
  );
});

test('arbitrary bytes are malformed or a table', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      unlessMalformed(() => contentOf(new FlatFile(new BytesInMemory(bytes)).root()));
    }),
    { numRuns: 500 },
  );
});

test('a long text that stands in for many is refused', () => {
  const [textBytes, count] = [1 << 16, 1100];
  const file = Buffer.alloc(24 + 4 * count + 4 + textBytes);
  file.writeUInt32LE(12, 0); // the root
  file.writeUInt16LE(6, 4); // its layout: one field, at byte 4 of the table
  file.writeUInt16LE(8, 6);
  file.writeUInt16LE(4, 8);
  file.writeInt32LE(8, 12);
  file.writeUInt32LE(4, 16); // the list behind it
  file.writeUInt32LE(count, 20);
  const text = 24 + 4 * count;
  for (let index = 0; index < count; index++) file.writeUInt32LE(text - (24 + 4 * index), 24 + 4 * index);
  file.writeUInt32LE(textBytes, text);
  const root = new FlatFile(new BytesInMemory(file)).root();
  expect(() => root.strings(0)).toThrow(Malformed);
});
