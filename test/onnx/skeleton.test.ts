import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BytesInMemory } from '../../src/bytes/byte-reader.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { readSkeleton } from '../../src/onnx/skeleton.js';
import { CountingReader } from '../bytes/counting-reader.js';
import { unlessMalformed } from '../bytes/only-malformed.js';
import { modelOf } from './model-files.js';

const weight = Uint8Array.from({ length: 4096 }, (_, index) => index % 256);
const message = modelOf({
  node: [
    { opType: 'Add', input: ['x', 'w'], output: ['h'], attribute: [{ name: 'axis', type: 2, i: -1 }] },
    {
      opType: 'Constant',
      output: ['c'],
      attribute: [{ name: 'value', type: 4, t: { dims: [], dataType: 1, floatData: [2] } }],
    },
    {
      opType: 'If',
      output: ['y'],
      attribute: [{ name: 'then_branch', type: 5, g: { name: 'inner', node: [{ opType: 'Neg' }] } }],
    },
  ],
  initializer: [{ name: 'w', dims: [1024], dataType: 1, rawData: weight, docString: 'of the writer' }],
});
const bytes = onnx.ModelProto.encode(message).finish();

test('is the model without the numbers of its weights, and says where these lie', () => {
  const reader = new CountingReader(bytes);
  const { bytes: skeleton, payloads } = readSkeleton(reader);
  const read = onnx.ModelProto.decode(skeleton);
  const [w] = read.graph?.initializer ?? [];
  expect(w?.rawData).toHaveLength(0);
  const [piece] = payloads[Number(w?.docString?.slice('payload:'.length))]?.pieces ?? [];
  expect(piece).toMatchObject({ field: 9, length: weight.length });
  expect(Buffer.compare(bytes.subarray(piece?.offset, (piece?.offset ?? 0) + weight.length), weight)).toBe(0);
  expect(payloads).toHaveLength(2);
  if (w != null) {
    w.rawData = weight;
    w.docString = 'of the writer';
  }
  const constant = read.graph?.node?.[1]?.attribute?.[0]?.t;
  expect(constant?.docString).toBe(`payload:${payloads.findIndex(({ pieces }) => pieces[0]?.field === 4)}`);
  if (constant != null) constant.docString = null;
  expect(Buffer.compare(onnx.ModelProto.encode(read).finish(), bytes)).toBe(0);
  // The numbers themselves were passed over; every other byte is looked at where it is walked and where it is copied.
  expect(reader.count).toBeLessThan(2 * (bytes.length - weight.length));
});

test('whatever a byte is changed to, what comes of it is a skeleton or malformed, by few looks', () => {
  const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(damage, fc.nat(bytes.length), (changes, end) => {
      const damaged = Uint8Array.from(bytes);
      for (const [at, byte] of changes) damaged[at] = byte;
      for (const some of [damaged, damaged.subarray(0, end)]) {
        const reader = new CountingReader(some);
        const skeleton = unlessMalformed(() => readSkeleton(reader));
        expect(reader.count).toBeLessThanOrEqual(2 * some.length);
        // Each length takes four bytes and each tensor a label more.
        if (skeleton !== null) expect(skeleton.bytes.length).toBeLessThan(4 * some.length + 64);
      }
    }),
    { numRuns: 1000 },
  );
});

test('arbitrary bytes are a skeleton or malformed', () => {
  const start = fc.constantFrom([], [0x3a], [0x3a, 0x10, 0x0a], [0x3a, 0x10, 0x2a, 0x0e]);
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 100 }), (front, rest) => {
      unlessMalformed(() => readSkeleton(new BytesInMemory(Uint8Array.from([...front, ...rest]))));
    }),
    { numRuns: 1000 },
  );
});
