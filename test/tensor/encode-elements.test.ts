import fc from 'fast-check';
import { expect, test } from 'vitest';
import { storageOf } from '../../src/tensor/elements.js';
import { encodeElements, packNibbles } from '../../src/tensor/encode-elements.js';
import { tensor } from '../../src/tensor/tensor.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

// codes that ml_dtypes 0.6 gives for the same numbers
const NUMBERS = [
  0,
  -0,
  1,
  -1.5,
  0.1,
  3e-5,
  2 ** -24,
  2 ** -25,
  447,
  464,
  465,
  61440,
  65519,
  65520,
  3.4e38,
  1e-45,
  Infinity,
  -Infinity,
  NaN,
];
test.each([
  ['float16', '0 8000 3c00 be00 2e66 1f7 1 0 5efc 5f40 5f44 7b80 7bff 7c00 7c00 0 7c00 fc00 7e00'],
  ['bfloat16', '0 8000 3f80 bfc0 3dcd 37fc 3380 3300 43e0 43e8 43e8 4770 4780 4780 7f80 0 7f80 ff80 7fc0'],
  ['float8_e4m3fn', '0 80 38 bc 1d 0 0 0 7e 7e 7f 7f 7f 7f 7f 0 7f ff 7f'],
  ['float8_e5m2', '0 80 3c be 2e 2 0 0 5f 5f 5f 7c 7c 7c 7c 0 7c fc 7e'],
  ['float8_e4m3fnuz', '0 0 40 c4 25 0 0 0 80 80 80 80 80 80 80 0 80 80 80'],
  ['float8_e5m2fnuz', '0 0 40 c2 32 4 0 0 63 63 63 80 80 80 80 0 80 80 80'],
] as const)('%s has the codes of ml_dtypes', (dtype, codes) => {
  const storage = storageOf(tensor(dtype, [NUMBERS.length], encodeElements(dtype, NUMBERS)));
  expect([...storage].map((code) => code.toString(16)).join(' ')).toBe(codes);
});

test('4-bit elements are packed low half first', () => {
  expect(hex(packNibbles(Uint8Array.of(1, 0xfe, 7)))).toBe('e107');
  expect(hex(encodeElements('int4', [1, -2, 7]))).toBe('e107');
});

test('integers come back, at their limits too', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), (numbers) => {
      const bytes = encodeElements('int64', numbers);
      expect([...storageOf(tensor('int64', [numbers.length], bytes))]).toEqual(numbers);
    }),
  );
});

test('integers outside their dtype are refused, not wrapped', () => {
  expect(() => encodeElements('int8', [128])).toThrow('128 does not fit int8');
  expect(() => encodeElements('uint64', [-1n])).toThrow('-1 does not fit uint64');
  expect(() => encodeElements('int4', [8])).toThrow('8 does not fit int4');
  expect(() => encodeElements('int32', [0.5])).toThrow('0.5 is not an integer');
});

test('bfloat16 is the upper half of float32 where nothing is lost', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff }), (code) => {
      const float = new Float32Array(Uint32Array.of(code * 65536).buffer)[0] ?? 0;
      fc.pre(!Number.isNaN(float));
      expect(storageOf(tensor('bfloat16', [1], encodeElements('bfloat16', [float])))[0]).toBe(code);
    }),
  );
});
