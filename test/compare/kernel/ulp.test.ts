import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ulpDistances } from '../../../src/compare/kernel/ulp-distance.js';
import { byteLength, type PackedDType } from '../../../src/tensor/dtype.js';
import { bytesOf, storageOf } from '../../../src/tensor/elements.js';
import { type PackedTensor, tensor } from '../../../src/tensor/tensor.js';
import { bitsOf, f32, f64, judge } from '../tensors.js';

const DTYPES = ['float16', 'bfloat16', 'float32', 'float64'] as const;
/** Sign bit, and the code of infinity. */
const LAYOUT = {
  float16: [1n << 15n, 0x7c00n],
  bfloat16: [1n << 15n, 0x7f80n],
  float32: [1n << 31n, 0x7f80_0000n],
  float64: [1n << 63n, 0x7ff0_0000_0000_0000n],
} as const;

function bits(dtype: PackedDType, codes: readonly bigint[]): PackedTensor {
  const size = byteLength(dtype, 1);
  const bytes = new Uint8Array(size * codes.length);
  codes.forEach((code, i) => {
    for (let b = 0; b < size; b++) bytes[i * size + b] = Number((code >> BigInt(8 * b)) & 255n);
  });
  return tensor(dtype, [codes.length], bytes);
}

const pairs = fc.constantFrom(...DTYPES).chain((dtype) => fc.tuple(bitsOf(dtype, [3]), bitsOf(dtype, [3])));

test('is the distance of the ordered codes, for any bits', () => {
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      const [sign, infinity] = LAYOUT[a.dtype as (typeof DTYPES)[number]];
      const ordered = (t: PackedTensor) => {
        const size = byteLength(t.dtype, 1);
        return Array.from({ length: 3 }, (_, i) => {
          let code = 0n;
          for (let j = size - 1; j >= 0; j--) code = (code << 8n) | BigInt(t.bytes[i * size + j] ?? 0);
          const magnitude = code & (sign - 1n);
          if (magnitude >= infinity) return null;
          return code >= sign ? -magnitude : magnitude;
        });
      };
      const [left, right] = [ordered(a), ordered(b)];
      const expected = left.map((x, i) => {
        const y = right[i] ?? null;
        return x === null || y === null ? 0 : Number(x > y ? x - y : y - x);
      });
      const found = ulpDistances(a, b, 1000);
      expect(found.max).toBe(Math.max(...expected));
      expect(found.outside).toBe(expected.filter((d) => d > 1000).length);
      expect(ulpDistances(b, a, 1000)).toEqual(found);
    }),
    { numRuns: 2000 },
  );
});

test.each(DTYPES)('%s: plus and minus zero are equal, and the distance runs through them', (dtype) => {
  const [sign] = LAYOUT[dtype];
  expect(ulpDistances(bits(dtype, [0n]), bits(dtype, [sign]), 0)).toEqual({ max: 0, worst: null, outside: 0 });
  expect(ulpDistances(bits(dtype, [1n]), bits(dtype, [sign + 2n]), 2)).toEqual({ max: 3, worst: 0, outside: 1 });
});

test.each(DTYPES)('%s: the limit is inclusive', (dtype) => {
  const at = (distance: bigint) =>
    judge(bits(dtype, [0x3000n]), bits(dtype, [0x3000n + distance]), { tolerances: { y: { ulp: 4 } } });
  expect(at(4n)).toMatchObject({
    verdict: 'pass',
    mismatched: 0,
    tolerance: { rule: 'ulp', ulp: { limit: 4, max: 4 } },
  });
  expect(at(5n)).toMatchObject({
    verdict: 'drift',
    mismatched: 1,
    reason: '1 of 1 elements differ by more than 4 ulp, the largest difference is 5',
  });
});

test('NaN equals only NaN, whatever its bits; infinity equals only itself', () => {
  const rule = { tolerances: { y: { ulp: 2 ** 40 } } };
  const nan = bits('float32', [0x7fc0_0000n, 0x3f80_0000n]);
  expect(judge(nan, bits('float32', [0xffc0_0001n, 0x3f80_0000n]), rule).verdict).toBe('pass');
  expect(judge(f32([1, Number.NaN]), f32([1, 1]), rule).verdict).toBe('drift');
  expect(judge(f32([1, 1]), f32([1, Number.NaN]), rule).verdict).toBe('drift');
  // The largest float32 is one step from infinity.
  expect(judge(f32([3.4028234663852886e38]), f32([Infinity]), rule).verdict).toBe('drift');
});

test('a wrong sign is 2^31 steps off, but not that of a zero (webnn-polyfill)', () => {
  expect(judge(f32([0, -0]), f32([-0, 0]), { tolerances: { y: { ulp: 0 } } }).verdict).toBe('pass');
  expect(ulpDistances(f32([1]), f32([-1]), 0).max).toBe(2 * 0x3f80_0000);
});

test('further off is never better', () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(value, value, value, (a, b, c) => {
      const [low, middle, high] = [a, b, c].sort((x, y) => x - y) as [number, number, number];
      const distance = (x: number, y: number) => ulpDistances(f64([x]), f64([y]), 0).max;
      expect(distance(low, middle)).toBeLessThanOrEqual(distance(low, high));
      expect(distance(high, middle)).toBeLessThanOrEqual(distance(high, low));
    }),
  );
});

test('shows the rule as a multiple of the noise floor, and warns', () => {
  const noise = { y: { sigma: 2 ** -20, unit: 2 ** -24 } };
  const of = (ulp: number) => judge(f32([1, 1]), f32([1, 1]), { noise, tolerances: { y: { ulp } } }).tolerance;
  expect(of(80)).toEqual({ rule: 'ulp', ulp: { limit: 80, max: 0 }, multiple: 10 });
  expect(of(8).warning).toMatch(/fail intermittently/);
  expect(of(8000).warning).toMatch(/hides faults/);
});

test('other element types have no such distance', () => {
  expect(() => ulpDistances(tensor('int8', [1], new Uint8Array(1)), tensor('int8', [1], new Uint8Array(1)), 1)).toThrow(
    TypeError,
  );
  const c64 = tensor('complex64', [1], bytesOf(Float32Array.of(1, 2)));
  expect(storageOf(c64)).toBeInstanceOf(Float32Array);
  expect(() => ulpDistances(c64, c64, 1)).toThrow(TypeError);
});
