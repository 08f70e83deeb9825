import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readValueProto } from '../../src/golden/value-proto.js';
import { storageOf } from '../../src/tensor/elements.js';
import type { Value } from '../../src/tensor/tensor.js';
import { onnxFile } from './fixtures/fixture.js';

function elements(value: Value | undefined): unknown {
  if (value?.kind !== 'tensor') return value;
  return value.dtype === 'string' ? value.strings : [...storageOf(value)];
}

test.each([
  ['float-raw', 'float32', [1, 2], [1, 2.5]],
  ['float', 'float32', [2], [1, 2.5]],
  ['double', 'float64', [2], [1, 2.5]],
  ['int64', 'int64', [2], [-1n, 2n ** 62n]],
  ['uint64', 'uint64', [2], [1n, 2n ** 64n - 1n]],
  ['uint32', 'uint32', [2], [1, 2 ** 32 - 1]],
  ['int32', 'int32', [2], [-1, 5]],
  ['int16', 'int16', [2], [-1, 5]],
  ['int8', 'int8', [2], [-1, 5]],
  ['uint8', 'uint8', [2], [1, 255]],
  ['bool', 'bool', [2], [1, 0]],
  ['float16', 'float16', [2], [0x3e00, 0xc000]],
  ['bfloat16', 'bfloat16', [2], [0x3fc0, 0xc000]],
  ['float8e4m3fn', 'float8_e4m3fn', [2], [0x3c, 0xc0]],
  ['float8e5m2', 'float8_e5m2', [2], [0x3e, 0xc0]],
  ['int4', 'int4', [3], [0xe1, 0x07]],
  ['uint4', 'uint4', [2], [0xf1]],
  ['complex64', 'complex64', [1], [1, 2]],
  ['string', 'string', [2], ['é', '']],
] as const)('onnx’s %s tensor is read', (name, dtype, shape, expected) => {
  const { name: own, value } = readValueProto(onnxFile(name), 'tensor');
  expect(own).toBe('x');
  expect(value).toMatchObject({ kind: 'tensor', dtype, shape });
  expect(elements(value)).toEqual(expected);
});

test('a sequence', () => {
  const { name, value } = readValueProto(onnxFile('sequence'), 'sequence');
  expect(name).toBe('s');
  expect(
    value.kind === 'sequence' && value.items.map((item) => [item.kind === 'tensor' && item.shape, elements(item)]),
  ).toEqual([
    [[2], [1, 2]],
    [[1, 1], [3]],
  ]);
});

test('an optional with and without a value', () => {
  expect(readValueProto(onnxFile('optional-empty'), 'optional').value).toEqual({ kind: 'absent' });
  expect(elements(readValueProto(onnxFile('optional-tensor'), 'optional').value)).toEqual([7n]);
});

test('a map of scalars has its values in one tensor, a map of tensors in a sequence', () => {
  const scalars = readValueProto(onnxFile('map-scalars'), 'map').value;
  expect(scalars.kind === 'map' && [elements(scalars.keys), elements(scalars.values)]).toEqual([
    [1n, 2n],
    [0.25, 0.75],
  ]);
  const tensors = readValueProto(onnxFile('map-tensors'), 'map').value;
  expect(tensors).toMatchObject({ keys: { strings: ['a', 'b'] }, values: { kind: 'sequence' } });
});

const bytes = (hex: string) => Buffer.from(hex, 'hex');
test.each([
  ['external data', onnxFile('external'), 'stores its data in another file'],
  ['a dtype we cannot carry', onnxFile('float4'), 'element type 23 is not supported'],
  ['no dtype', bytes('0802'), 'element type 0 is not supported'],
  ['missing data', bytes('08021001'), 'float32[2] needs 8 bytes, the message has 0'],
  ['missing strings', bytes('08021008'), 'string[2] needs 2 strings, the message has 0'],
  ['a string that is no UTF-8', bytes('080110083201ff'), 'not UTF-8'],
  ['a negative size', bytes('08ffffffffffffffffff011001'), 'shape [-1] is not valid'],
  ['a shape beyond counting', bytes('0880808080808080080880808080808080081001'), 'is not valid'],
  ['a cut message', onnxFile('float-raw').subarray(0, -3), 'is not an ONNX value'],
])('%s: refused', (_, message, text) => {
  expect(() => readValueProto(message, 'tensor')).toThrow(text);
});

test('only Malformed comes out of random bytes', () => {
  const kinds = fc.constantFrom('tensor', 'sequence', 'map', 'optional');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), kinds, (message, kind) => {
      try {
        readValueProto(message, kind);
      } catch (error) {
        expect(error).toMatchObject({ name: 'Malformed' });
      }
    }),
    { numRuns: 2000 },
  );
});

/** A field of an inner message around `content`, in protobuf's wire format. */
function field(number: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const length: number[] = [];
  let rest = content.length;
  for (; rest >= 128; rest >>= 7) length.push((rest & 127) | 128);
  return Uint8Array.from([number * 8 + 2, ...length, rest, ...content]);
}

test.each([
  ['a group, which the generated reader would pass over', Buffer.from([0xa3, 0x06, 0xa4, 0x06])],
  ['a negative length', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])],
  ['a tensor that ends behind its sequence', Buffer.from([0x1a, 0x02, 0x0a, 0x05, 0, 0, 0, 0, 0])],
])('%s is malformed', (_, bytes) => {
  expect(() => readValueProto(bytes, 'sequence')).toThrow(expect.objectContaining({ name: 'Malformed' }));
});

test('sequences nested without end are malformed', () => {
  let bytes = new Uint8Array();
  for (let depth = 0; depth < 500; depth++) bytes = field(5, bytes);
  expect(() => readValueProto(bytes, 'sequence')).toThrow(
    expect.objectContaining({ name: 'Malformed', detail: { why: expect.stringContaining('nest deeper') } }),
  );
});
