import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BytesInMemory } from '../../src/bytes/byte-reader.js';
import { Malformed } from '../../src/bytes/malformed.js';
import { type ProtobufField, ProtobufMessage } from '../../src/bytes/protobuf.js';
import { CountingReader } from './counting-reader.js';
import { unlessMalformed } from './only-malformed.js';

const messageOf = (content: readonly number[]) => ProtobufMessage.whole(new BytesInMemory(Uint8Array.from(content)));
const fieldsOf = (content: readonly number[]): ProtobufField[] => [...messageOf(content).fields()];

/** The ten bytes of a negative number above -2^7. */
const negative = (value: number) => [(value & 0x7f) | 0x80, ...Array<number>(8).fill(0xff), 0x01];

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

const field = (number: number, content: readonly number[]) => [
  ...varint(BigInt(number * 8 + 2)),
  ...varint(BigInt(content.length)),
  ...content,
];

test('gives numbers, and the places of contents', () => {
  expect(fieldsOf([0x08, 0x96, 0x01, 0x12, 0x02, 0x61, 0x62, 0x1d, 0, 0, 0, 0, 0x21, 0, 0, 0, 0, 0, 0, 0, 0])).toEqual([
    { number: 1, kind: 'varint', start: 0, from: 1, to: 3, value: 150 },
    { number: 2, kind: 'bytes', start: 3, from: 5, to: 7, value: 0 },
    { number: 3, kind: 'fixed', start: 7, from: 8, to: 12, value: 0 },
    { number: 4, kind: 'fixed', start: 12, from: 13, to: 21, value: 0 },
  ]);
});

test('numbers of 64 bits with sign come back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      expect(fieldsOf([0x08, ...varint(value)])[0]?.value).toBe(Number(value));
    }),
  );
  for (const value of [-1n, 2n ** 49n - 1n, 2n ** 49n, 2n ** 53n, -(2n ** 63n)])
    expect(fieldsOf([0x08, ...varint(value)])[0]?.value).toBe(Number(value));
});

test('messages, texts and packed numbers inside', () => {
  const message = messageOf([
    ...field(1, [0x61]),
    ...field(2, [0x08, 0x05]),
    ...field(1, [0x62]),
    ...field(3, [1, 0x80, 2]),
  ]);
  expect(message.list(1).map((one) => one.text())).toEqual(['a', 'b']);
  expect([...(message.first(2)?.fields() ?? [])]).toMatchObject([{ number: 1, value: 5 }]);
  expect(message.first(3)?.varints(2)).toEqual([1, 256]);
  expect(() => message.first(3)?.varints(1)).toThrow(Malformed);
  expect(message.first(4)).toBeNull();
});

// -11 leads back to the field itself, without end; -100 to a place before the file.
test.each([-1, -11, -100])('a length of %d is a fault, and ends', (length) => {
  expect(() => fieldsOf([0x0a, ...negative(length)])).toThrow(Malformed);
});

test.each([
  ['field number 0', [0x00, 0x01]],
  ['a tag of more than 32 bits', [...varint(2n ** 32n), 0x01]],
  ['a negative tag', [...negative(-8), 0x01]],
  ['a length past the end', [0x0a, 0x02, 0x61]],
  ['a number without end', [0x08, 0x80]],
  ['a number of eleven bytes', [0x08, ...Array<number>(10).fill(0x80), 0x01]],
  ['a fixed number cut off', [0x0d, 0x00]],
  ['a group', [0x0b]],
  ['the end of a group', [0x0c]],
  ['wire type 6', [0x0e]],
])('%s is a fault', (_, content) => {
  expect(() => fieldsOf(content)).toThrow(Malformed);
});

test('a number or length does not reach out of the message that it is in', () => {
  for (const inner of [
    [0x08, 0x80],
    [0x0a, 0x01],
    [0x0d, 0x00],
  ]) {
    const message = messageOf([...field(1, inner), 0x01, 0x01, 0x01, 0x01]);
    expect(() => [...(message.first(1)?.fields() ?? [])]).toThrow(Malformed);
  }
});

test('messages inside each other without end are a fault', () => {
  const nested = (levels: number) => {
    let content: number[] = [];
    for (let level = 0; level < levels; level++) content = field(1, content);
    let message: ProtobufMessage | null = messageOf(content);
    while (message !== null) message = message.first(1);
  };
  expect(() => nested(64)).not.toThrow();
  expect(() => nested(65)).toThrow(Malformed);
});

function walk(message: ProtobufMessage): void {
  let end = message.from;
  for (const one of message.fields()) {
    expect(one.start).toBe(end);
    expect(one.to).toBeGreaterThan(one.start);
    expect(one.to).toBeLessThanOrEqual(Math.min(message.to, message.source.size));
    end = one.to;
    if (one.kind === 'bytes') unlessMalformed(() => walk(message.inner(one)));
  }
  expect(end).toBe(message.to);
}

const soup = fc.array(fc.oneof(fc.nat(255), fc.constantFrom(0x0a, 0x12, 0x08, 0x80, 0xff, 0, 1, 2, 3)), {
  maxLength: 200,
});

test('whatever the bytes are, fields tile the message, and each is looked at once a level', () => {
  fc.assert(
    fc.property(soup, (content) => {
      const reader = new CountingReader(Uint8Array.from(content));
      const message = ProtobufMessage.whole(reader);
      unlessMalformed(() => walk(message));
      expect(reader.count).toBeLessThanOrEqual(65 * content.length);
    }),
    { numRuns: 500 },
  );
});
