import fc from 'fast-check';
import { expect, test } from 'vitest';
import { componentsPerElement } from '../../../src/compare/kernel/components.js';
import { float64Decoder } from '../../../src/compare/kernel/decode.js';
import { measure, NO_LIMIT } from '../../../src/compare/kernel/measure.js';
import { byteLength, DTYPES } from '../../../src/tensor/dtype.js';
import { bytesOf } from '../../../src/tensor/elements.js';
import { elementCount, type PackedTensor, tensor } from '../../../src/tensor/tensor.js';
import { anyTensor, bitsOf, bools, f32, f64, i64, PACKED } from '../tensors.js';

function numbersOf(t: PackedTensor): number[] {
  const total = elementCount(t.shape) * componentsPerElement(t.dtype);
  const target = new Float64Array(total);
  float64Decoder(t)(0, total, target);
  return [...target];
}

const pairOfOneType = anyTensor.chain((a) => fc.tuple(fc.constant(a), bitsOf(a.dtype, a.shape)));

test('agrees with a plain definition of every metric, for every dtype', () => {
  fc.assert(
    fc.property(pairOfOneType, ([r, c]) => {
      // 64-bit integers differ by less than a number can tell: they have a test of their own.
      fc.pre(r.dtype !== 'int64' && r.dtype !== 'uint64');
      const [left, right] = [numbersOf(r), numbersOf(c)];
      const limit = { atol: 0.5, rtol: 0.25 };
      const measured = measure(r, c, limit);
      const pairs = left.map((x, i) => [x, right[i] ?? 0] as const);
      const finite = pairs.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
      const size = ([x, y]: readonly [number, number]) => Math.min(Math.abs(y - x), Number.MAX_VALUE);
      expect(measured.total).toBe(pairs.length);
      expect(measured.finite).toBe(finite.length);
      expect(measured.maxAbs).toBe(Math.max(0, ...finite.map(size)));
      expect(measured.outside).toBe(finite.filter((p) => size(p) > 0.5 + 0.25 * Math.abs(p[0])).length);
      expect(measured.nonFiniteMismatches).toBe(
        pairs.filter(([x, y]) => !(Number.isFinite(x) && Number.isFinite(y)) && !Object.is(x, y)).length,
      );
      const rms = Math.hypot(...finite.map(([x]) => x)) / Math.sqrt(finite.length || 1);
      if (Number.isFinite(rms)) expect(measured.rms / (rms || 1)).toBeCloseTo(rms === 0 ? 0 : 1, 9);
      const rmse = Math.hypot(...finite.map(size)) / Math.sqrt(finite.length || 1);
      if (Number.isFinite(rmse)) expect(measured.rmse / (rmse || 1)).toBeCloseTo(rmse === 0 ? 0 : 1, 9);
    }),
    { numRuns: 1000 },
  );
});

test('reads tensors at any byte offset', () => {
  fc.assert(
    fc.property(pairOfOneType, fc.integer({ min: 1, max: 7 }), ([r, c], offset) => {
      const shifted = new Uint8Array(c.bytes.length + offset);
      shifted.set(c.bytes, offset);
      expect(measure(r, { ...c, bytes: shifted.subarray(offset) }, NO_LIMIT)).toEqual(measure(r, c, NO_LIMIT));
    }),
  );
});

test('maxAbs, RMSE and mask mismatches do not depend on which of the two is the reference', () => {
  fc.assert(
    fc.property(pairOfOneType, ([r, c]) => {
      const [there, back] = [measure(r, c, NO_LIMIT), measure(c, r, NO_LIMIT)];
      for (const key of ['maxAbs', 'rmse', 'nonFiniteMismatches', 'finite'] as const)
        expect(there[key]).toBe(back[key]);
    }),
  );
});

test('a tensor is equal to itself whatever its bits', () => {
  fc.assert(
    fc.property(anyTensor, (t) => {
      const same = measure(t, { ...t, bytes: t.bytes.slice() }, { atol: 0, rtol: 0 });
      expect(same).toMatchObject({ maxAbs: 0, maxRel: 0, rmse: 0, outside: 0, nonFiniteMismatches: 0, worst: null });
    }),
  );
});

test('every dtype sees one changed element, wherever it is in a long tensor', () => {
  for (const dtype of PACKED) {
    const [size, at] = [40_000, 16_384 * 2 - 1];
    const { bits } = DTYPES[dtype];
    const zero = tensor(dtype, [size], new Uint8Array(byteLength(dtype, size)));
    const bytes = zero.bytes.slice();
    bytes[Math.floor((at * bits) / 8)] = bits === 4 ? 0x10 : 1;
    const measured = measure(zero, { ...zero, bytes }, { atol: 0, rtol: 0 });
    expect(measured, dtype).toMatchObject({ outside: 1, worst: at * componentsPerElement(dtype) });
    expect(measured.maxAbs, dtype).toBeGreaterThan(0);
  }
});

test('64-bit integers are compared exactly beyond 2^53', () => {
  const near = measure(i64([2n ** 62n, -5n]), i64([2n ** 62n + 1n, -5n]), { atol: 0, rtol: 0 });
  expect(near).toMatchObject({ outside: 1, maxAbs: 1, worst: 0 });
  const far = measure(i64([-(2n ** 63n)]), i64([2n ** 63n - 1n]), { atol: 0, rtol: 0 });
  expect(far.maxAbs).toBe(2 ** 64);
  const unsigned = (v: bigint) => tensor('uint64', [1], bytesOf(BigUint64Array.of(v)));
  expect(measure(unsigned(2n ** 64n - 1n), unsigned(0n), { atol: 0, rtol: 0 }).maxAbs).toBe(2 ** 64);
  expect(measure(unsigned(2n ** 64n - 1n), unsigned(2n ** 64n - 2n), { atol: 0, rtol: 0 }).maxAbs).toBe(1);
});

test.each([
  ['float16', 0x3c01, 1 + 2 ** -10],
  ['float16', 0x0001, 2 ** -24],
  ['float16', 0xfbff, -65504],
  ['float16', 0x7c00, Number.POSITIVE_INFINITY],
  ['float16', 0x7e00, Number.NaN],
  ['bfloat16', 0x3f81, 1 + 2 ** -7],
  ['bfloat16', 0xff80, Number.NEGATIVE_INFINITY],
  ['float8_e4m3fn', 0x7e, 448],
  ['float8_e4m3fn', 0x7f, Number.NaN],
  ['float8_e4m3fn', 0x01, 2 ** -9],
  ['float8_e4m3fnuz', 0x7f, 240],
  ['float8_e4m3fnuz', 0x80, Number.NaN],
  ['float8_e5m2', 0x7b, 57344],
  ['float8_e5m2', 0x7c, Number.POSITIVE_INFINITY],
  ['float8_e5m2fnuz', 0x7f, 57344],
  ['float8_e5m2fnuz', 0x80, Number.NaN],
] as const)('%s code %i is %d', (dtype, code, value) => {
  const bytes = /16/.test(dtype) ? bytesOf(Uint16Array.of(code)) : Uint8Array.of(code);
  expect(numbersOf(tensor(dtype, [1], bytes))).toEqual([value]);
});

test('4-bit integers: the first of two is in the low half', () => {
  expect(numbersOf(tensor('uint4', [3], Uint8Array.of(0x21, 0x0f)))).toEqual([1, 2, 15]);
  expect(numbersOf(tensor('int4', [2], Uint8Array.of(0x8f)))).toEqual([-1, -8]);
});

test('float64 near the ends of its range neither overflows nor vanishes', () => {
  const big = measure(f64([1e300, -2e300]), f64([1.1e300, -2e300]), NO_LIMIT);
  expect(big.rmse).toBeCloseTo(1e299 / Math.SQRT2, -290);
  expect(big.rmse / (1e299 / Math.SQRT2)).toBeCloseTo(1, 9);
  expect(big.rms / 1e300).toBeCloseTo(Math.sqrt(2.5), 9);
  const small = measure(f64([1e-300, 1e-300]), f64([3e-300, 1e-300]), NO_LIMIT);
  expect(small.rmse / 1e-300).toBeCloseTo(Math.SQRT2, 9);
  const opposite = measure(f64([1.7e308]), f64([-1.7e308]), { atol: 1e300, rtol: 0 });
  expect(opposite).toMatchObject({ finite: 1, outside: 1, nonFiniteMismatches: 0, maxAbs: Number.MAX_VALUE });
  const infinite = measure(f64([1.7e308, 1]), f64([-1.7e308, Number.POSITIVE_INFINITY]), NO_LIMIT);
  expect(infinite).toMatchObject({ finite: 1, nonFiniteMismatches: 1, worst: 1 });
});

test('sums stay accurate over millions of elements', () => {
  const n = 3_000_000;
  const measured = measure(f32(new Array(n).fill(0.1)), f32(new Array(n).fill(0.1 + 2 ** -20)), NO_LIMIT);
  expect(measured.rms / Math.fround(0.1)).toBeCloseTo(1, 12);
  expect(measured.rmse / measured.maxAbs).toBeCloseTo(1, 12);
});

test('the worst place is the first of the largest differences, and a mask mismatch comes before it', () => {
  expect(measure(f32([0, 0, 0]), f32([1, 2, 2]), NO_LIMIT).worst).toBe(1);
  expect(measure(f32([0, 0, 0]), f32([1, 2, Number.NaN]), NO_LIMIT).worst).toBe(2);
});

test('relative differences: a zero that became something else is infinitely far', () => {
  expect(measure(f32([0, 2]), f32([0, 3]), NO_LIMIT).maxRel).toBe(0.5);
  expect(measure(f32([0, 2]), f32([1e-9, 2]), NO_LIMIT).maxRel).toBe(Number.POSITIVE_INFINITY);
});

test('any byte but 0 is true', () => {
  const odd = tensor('bool', [2], Uint8Array.of(2, 0));
  expect(measure(bools([true, false]), odd, { atol: 0, rtol: 0 }).outside).toBe(0);
});

test('refuses tensors of different types: nothing is broadcast', () => {
  expect(() => measure(f32([1, 2]), f32([1, 2], [2, 1]), NO_LIMIT)).toThrow(TypeError);
  expect(() => measure(f32([1]), f64([1]), NO_LIMIT)).toThrow(TypeError);
});
