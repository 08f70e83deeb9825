// What holds for every rule of the config, whatever it measures.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DTYPES } from '../../src/tensor/dtype.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { stringTensor, tensor } from '../../src/tensor/tensor.js';
import { bitsOf, bools, compare, f32, f64, i64, judge } from './tensors.js';

const FLOAT_RULES = [
  'auto',
  'exact',
  { atol: 1, rtol: 0.5 },
  { ulp: 1000 },
  { cosine: 0.1, norm: 100 },
  { topk: 1, margin: 1e9, flips: 1 },
  { quantised: 1000, scale: 1000 },
] as const;

const rules = fc.constantFrom(...FLOAT_RULES);
const noise = fc.constantFrom({}, { y: { sigma: 1e-3, unit: 2 ** -24 } });

test.each(FLOAT_RULES)('%o passes for a tensor and itself', (rule) => {
  const same = f32([1, 2, 3]);
  expect(judge(same, same, { tolerances: { y: rule } }).verdict).toBe('pass');
});

test('no rule passes another shape or another element type', () => {
  fc.assert(
    fc.property(rules, noise, (rule, floor) => {
      const given = { tolerances: { y: rule }, noise: floor };
      expect(judge(f32([1, 2, 3, 4]), f32([1, 2, 3, 4], [2, 2]), given).verdict).toBe('drift');
      expect(judge(f32([1, 2, 3, 4]), f32([1, 2, 3]), given).verdict).toBe('drift');
      expect(judge(f32([1]), f32([1, 1]), given).verdict).toBe('drift');
      expect(judge(f32([1, 2]), f64([1, 2]), given).verdict).toBe('drift');
    }),
  );
});

test('no rule passes a NaN or an infinity that is not in both', () => {
  const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 3, maxLength: 6 });
  fc.assert(
    fc.property(
      rules,
      noise,
      values,
      fc.nat(2),
      fc.constantFrom(Number.NaN, Infinity, -Infinity),
      (rule, floor, v, at, odd) => {
        const given = { tolerances: { y: rule }, noise: floor };
        const broken = v.map((x, i) => (i === at ? odd : x));
        expect(judge(f64(v), f64(broken), given).verdict).toBe('drift');
        expect(judge(f64(broken), f64(v), given).verdict).toBe('drift');
        if (!Number.isNaN(odd))
          expect(judge(f64(broken), f64(broken.map((x) => (x === odd ? -x : x))), given).verdict).toBe('drift');
      },
    ),
  );
});

test('a reference that is NaN everywhere is an error under every rule', () => {
  const nothing = f32([Number.NaN, Number.NaN]);
  for (const rule of FLOAT_RULES) expect(judge(nothing, nothing, { tolerances: { y: rule } }).verdict).toBe('error');
});

test('exact floats: every bit but those of zero and NaN', () => {
  const exact = { tolerances: { y: 'exact' } };
  fc.assert(
    fc.property(
      fc
        .constantFrom('float16', 'bfloat16', 'float32', 'float64', 'float8_e5m2' as const)
        .chain((dtype) => fc.tuple(bitsOf(dtype, [2]), bitsOf(dtype, [2]))),
      ([a, b]) => {
        const there = judge(a, b, exact).verdict;
        if (there === 'error' || judge(b, a, exact).verdict === 'error') return;
        expect(judge(b, a, exact).verdict).toBe(there);
      },
    ),
  );
  expect(judge(f32([0, 1]), f32([-0, 1]), exact).verdict).toBe('pass');
  expect(judge(f32([1]), f32([1 + 2 ** -23]), exact)).toMatchObject({
    verdict: 'drift',
    tolerance: { rule: 'exact' },
    reason: '1 of 1 elements differ, all must be equal',
  });
});

test('a rule that does not fit the elements gives way to the default: integers, strings and booleans stay exact', () => {
  const wide = { atol: 100, rtol: 100 };
  const of = (rule: unknown) => ({ tolerances: { y: rule } });
  expect(judge(i64([1n]), i64([2n]), of(wide)).verdict).toBe('drift');
  expect(judge(i64([1n]), i64([2n]), of({ ulp: 5 })).verdict).toBe('drift');
  expect(judge(bools([true]), bools([false]), of({ quantised: 5 })).verdict).toBe('drift');
  expect(judge(stringTensor([1], ['a']), stringTensor([1], ['b']), of({ quantised: 5 })).verdict).toBe('drift');
  const int4 = (byte: number) => tensor('int4', [2], Uint8Array.of(byte));
  expect(judge(int4(0x21), int4(0x32), of({ quantised: 1 })).verdict).toBe('pass');
  expect(judge(int4(0x21), int4(0x33), of({ quantised: 1 })).verdict).toBe('drift');
});

test('the rule of a map is for its values, never for its keys', () => {
  const map = (key: bigint, value: number) => ({ kind: 'map' as const, keys: i64([key]), values: f32([value]) });
  const given = { tolerances: { y: { atol: 10 } } };
  const verdicts = (a: ReturnType<typeof map>, b: ReturnType<typeof map>) =>
    compare(a, b, given).outputs.map(({ name, verdict }) => [name, verdict]);
  expect(verdicts(map(1n, 1), map(1n, 2))).toEqual([
    ['y.keys', 'pass'],
    ['y.values', 'pass'],
  ]);
  expect(verdicts(map(1n, 1), map(2n, 1))[0]).toEqual(['y.keys', 'drift']);
});

test('float16 and bfloat16 are judged by their values under every rule', () => {
  const bits = (dtype: 'float16' | 'bfloat16', ...codes: number[]) =>
    tensor(dtype, [codes.length], bytesOf(Uint16Array.from(codes)));
  for (const [dtype, one] of [
    ['float16', 0x3c00],
    ['bfloat16', 0x3f80],
  ] as const) {
    const step = 2 * DTYPES[dtype].unitRoundoff;
    const off = (rule: unknown) => judge(bits(dtype, one, one), bits(dtype, one + 1, one), { tolerances: { y: rule } });
    expect(off({ atol: step })).toMatchObject({ verdict: 'pass', maxAbs: step });
    expect(off({ atol: step * 0.99 }).verdict).toBe('drift');
    expect(off({ ulp: 1 }).verdict).toBe('pass');
    expect(off({ ulp: 0 }).verdict).toBe('drift');
    expect(off({ cosine: 0.999 }).verdict).toBe('pass');
    expect(off({ quantised: 1, scale: step }).verdict).toBe('pass');
    expect(off('exact').verdict).toBe('drift');
  }
});
