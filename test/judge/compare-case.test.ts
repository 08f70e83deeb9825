import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outputSchema } from '../../src/results/schema.js';
import { DTYPES } from '../../src/tensor/dtype.js';
import { stringTensor, type Value } from '../../src/tensor/tensor.js';
import { anyTensor, bitsOf, compare, f32, i64, judge, NOISE } from '../compare/tensors.js';

const noise = { y: NOISE };
const pairOfOneType = anyTensor.chain((a) => fc.tuple(fc.constant(a), bitsOf(a.dtype, a.shape)));
const anySpec = fc.oneof(
  fc.constant({}),
  fc.constant({ noise }),
  fc.constant({ tolerances: { y: { atol: 1e-3, rtol: 1e-3 } } }),
  fc.constant({ noise, precision: 'bf16' as const }),
);

test('every result fits the schema of the results document, whatever the bits', () => {
  fc.assert(
    fc.property(pairOfOneType, anySpec, ([r, c], spec) => {
      const { outputs } = compare(r, c, spec);
      for (const output of outputs) {
        expect(outputSchema.parse(JSON.parse(JSON.stringify(output)))).toEqual(JSON.parse(JSON.stringify(output)));
        expect(output.reason === undefined).toBe(output.verdict === 'pass');
      }
    }),
    { numRuns: 200 },
  );
});

test('a tensor passes against itself under every rule, unless it is NaN everywhere', () => {
  fc.assert(
    fc.property(anyTensor, anySpec, (t, spec) => {
      const result = judge(t, { ...t, bytes: t.bytes.slice() }, spec);
      expect(result.verdict).not.toBe('drift');
      if (DTYPES[t.dtype].kind === 'integer') expect(result.verdict).toBe('pass');
    }),
    { numRuns: 200 },
  );
});

test('never passes with another shape, another dtype or another kind of value', () => {
  fc.assert(
    fc.property(anyTensor, anyTensor, anySpec, (a, b, spec) => {
      fc.pre(a.dtype !== b.dtype || a.shape.length !== b.shape.length || a.shape.some((n, i) => n !== b.shape[i]));
      expect(judge(a, b, spec).verdict).toBe('drift');
      expect(judge(a, { kind: 'sequence', items: [a] }, spec).verdict).toBe('drift');
      expect(judge({ kind: 'absent' }, a, spec).verdict).toBe('drift');
    }),
  );
});

test('never passes with another NaN mask', () => {
  const values = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(values, fc.nat(), anySpec, fc.constantFrom(Number.NaN, Infinity, -Infinity), (list, at, spec, odd) => {
      const candidate = list.slice();
      candidate[at % list.length] = odd;
      expect(judge(f32(list), f32(candidate), spec).verdict).toBe('drift');
      expect(judge(f32(candidate), f32(list), spec).verdict).not.toBe('pass');
    }),
  );
});

test('never passes with a dropped, added or renamed output', () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(
      fc.oneof(names, fc.constant<string[]>(['__proto__', 'constructor'])),
      fc.nat(),
      anySpec,
      (all, at, spec) => {
        const values = all.map((_, i) => f32([i, 1]));
        const reference = Object.fromEntries(all.map((name, i) => [name, values[i] ?? f32([])]));
        const some = all[at % all.length] ?? '';
        const without = Object.fromEntries(Object.entries(reference).filter(([name]) => name !== some));
        const renamed = Object.fromEntries(Object.entries(reference).map(([name, v]) => [`${name}-new`, v]));
        const verdicts = (candidate: Record<string, Value>, expectedOutputs: string[]) =>
          compare(f32([]), f32([]), { ...spec, reference, candidate, expectedOutputs }).outputs.map((o) => o.verdict);
        expect(verdicts(reference, all).every((v) => v === 'pass')).toBe(true);
        expect(verdicts(without, all)).toContain('drift');
        expect(
          verdicts(
            reference,
            all.filter((name) => name !== some),
          ),
        ).toContain('drift');
        expect(verdicts(renamed, all)).toContain('drift');
      },
    ),
  );
});

test('monotone: when every element is further off, the judgement is no better', () => {
  const values = fc.array(fc.float({ noNaN: true, min: -100, max: 100 }), { minLength: 1, maxLength: 20 });
  const error = fc.double({ min: 0, max: 1, noNaN: true });
  const factor = fc.double({ min: 1, max: 1000, noNaN: true });
  fc.assert(
    fc.property(values, error, factor, anySpec, (list, e, k, spec) => {
      const moved = (by: number) => list.map((v, i) => Math.fround(v + (i % 2 === 0 ? by : -by)));
      const [near, far] = [moved(e), moved(e * k)];
      fc.pre(list.every((v, i) => Math.abs((far[i] ?? 0) - v) >= Math.abs((near[i] ?? 0) - v)));
      const [better, worse] = [judge(f32(list), f32(near), spec), judge(f32(list), f32(far), spec)];
      if (better.verdict === 'drift') expect(worse.verdict).toBe('drift');
      expect(Number(worse.noiseRatio)).toBeGreaterThanOrEqual(Number(better.noiseRatio));
      expect(worse.mismatched).toBeGreaterThanOrEqual(better.mismatched);
      expect(Number(worse.effectiveBits)).toBeLessThanOrEqual(Number(better.effectiveBits));
    }),
    { numRuns: 200 },
  );
});

test('nothing to compare is an error, not a pass', () => {
  const nothing = compare(f32([1]), f32([1]), { expectedOutputs: [], candidate: {} });
  expect(nothing.outputs).toMatchObject([{ verdict: 'error', reason: 'no output was compared' }]);
  const absent = compare(f32([1]), f32([1]), { names: { y: null }, candidate: {} });
  expect(absent.outputs).toMatchObject([{ verdict: 'error' }]);
  const unknown = compare(f32([1]), f32([1]), { reference: {} });
  expect(unknown.outputs).toMatchObject([{ verdict: 'error', reason: 'the reference does not have this output' }]);
});

test('the names map is the truth about an output, also where names coincide', () => {
  const [one, two] = [f32([1]), f32([2])];
  const swapped = compare(one, one, {
    reference: { a: one, b: two },
    candidate: { a: two, b: one },
    expectedOutputs: ['a', 'b'],
    names: { a: 'b', b: 'a' },
  });
  expect(swapped.outputs).toMatchObject([
    { name: 'a', verdict: 'pass', matchedBy: 'names-map' },
    { name: 'b', verdict: 'pass', matchedBy: 'names-map' },
  ]);
});

test('an output whose dtype and shape are unique is paired by them, and the result says so', () => {
  const { outputs } = compare(f32([1]), f32([1]), {
    reference: { a: f32([1]), b: f32([1, 2]) },
    candidate: { x: f32([1]), z: f32([1, 2]) },
    expectedOutputs: ['a', 'b'],
  });
  expect(outputs).toMatchObject([
    { name: 'a', verdict: 'pass', matchedBy: 'type' },
    { name: 'b', verdict: 'pass', matchedBy: 'type' },
  ]);
});

test.each([
  ['two candidates', { a: f32([1]) }, { x: f32([1]), z: f32([1]) }],
  ['two references', { a: f32([1]), b: f32([1]) }, { x: f32([1]) }],
])('%s of one type are not paired by type', (_, reference, candidate) => {
  const { outputs } = compare(f32([1]), f32([1]), { reference, candidate, expectedOutputs: Object.keys(reference) });
  expect(outputs.length).toBe(3);
  expect(outputs.every(({ verdict, matchedBy }) => verdict === 'drift' && matchedBy === undefined)).toBe(true);
});

test('an output that this form is said not to have is not compared', () => {
  const { outputs } = compare(f32([1]), f32([1]), {
    reference: { a: f32([1]), b: f32([1]) },
    candidate: { a: f32([1]) },
    expectedOutputs: ['a', 'b'],
    names: { b: null },
  });
  expect(outputs.map((o) => o.name)).toEqual(['a']);
});

test('sequences of maps, as classifiers give them: entries have no order, keys are exact', () => {
  const map = (keys: bigint[], values: number[]): Value => ({ kind: 'map', keys: i64(keys), values: f32(values) });
  const sequence = (...items: Value[]): Value => ({ kind: 'sequence', items });
  const reference = sequence(map([2n, -1n, 10n], [0.2, 0.1, 0.7]));
  const { outputs } = compare(reference, sequence(map([10n, 2n, -1n], [0.7, 0.2, 0.1])));
  expect(outputs.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['y[0].keys', 'pass'],
    ['y[0].values', 'pass'],
  ]);
  const other = compare(reference, sequence(map([10n, 3n, -1n], [0.7, 0.2, 0.1])));
  expect(other.outputs[0]).toMatchObject({ name: 'y[0].keys', verdict: 'drift' });
  const moved = compare(reference, sequence(map([10n, 2n, -1n], [0.7, 0.1, 0.2])));
  expect(moved.outputs[1]).toMatchObject({ name: 'y[0].values', verdict: 'drift' });
  expect(compare(reference, sequence()).outputs).toMatchObject([{ name: 'y', verdict: 'drift' }]);
  expect(compare(sequence(), sequence()).outputs).toMatchObject([{ name: 'y', verdict: 'pass', total: 0 }]);
});

test('string keys sort too, and an absent optional equals only an absent one', () => {
  const map = (keys: string[], values: number[]): Value => ({
    kind: 'map',
    keys: stringTensor([keys.length], keys),
    values: f32(values),
  });
  expect(compare(map(['b', 'a'], [2, 1]), map(['a', 'b'], [1, 2])).outputs.every((o) => o.verdict === 'pass')).toBe(
    true,
  );
  expect(judge({ kind: 'absent' }, { kind: 'absent' })).toMatchObject({ verdict: 'pass', dtype: 'absent', total: 0 });
  expect(judge(f32([1]), { kind: 'absent' }).verdict).toBe('drift');
});

test('noise and tolerance may be given for a leaf or for its whole output', () => {
  const map: Value = { kind: 'map', keys: i64([1n]), values: f32([1]) };
  const off: Value = { kind: 'map', keys: i64([1n]), values: f32([1.01]) };
  expect(compare(map, off).outputs[1]?.verdict).toBe('drift');
  for (const name of ['y', 'y.values'])
    expect(compare(map, off, { tolerances: { [name]: { atol: 0.1 } } }).outputs[1]?.verdict, name).toBe('pass');
  expect(compare(map, off, { noise: { 'y.values': { sigma: 1, unit: 2 ** -24 } } }).outputs[1]?.noiseFloor).toBe(1);
});

test('values that JSON cannot hold travel as text', () => {
  const big = judge(i64([2n ** 62n]), i64([2n ** 62n + 1n]));
  expect(big.worst).toEqual({ index: [0], reference: '4611686018427387904', candidate: '4611686018427387905' });
  expect(judge(f32([-Infinity]), f32([1])).worst).toEqual({ index: [0], reference: '-Infinity', candidate: 1 });
});

test('a candidate that equals several references equals none in particular', () => {
  const [one, two] = [f32([1, 2]), f32([3, 4])];
  const { evidence } = compare(one, one, {
    reference: { a: one, b: two, c: two },
    candidate: { a: two, b: one, c: one },
    expectedOutputs: ['a', 'b', 'c'],
  });
  expect(evidence.map(({ equals }) => equals)).toEqual([null, 'a', 'a']);
});

test('swapped outputs and fits are recorded for what drifted, and only for that', () => {
  const [one, two, three] = [f32([1, 2, 3, 5]), f32([7, 5, 6, 6]), f32([4, 4, 5, 3])];
  const { evidence } = compare(one, one, {
    reference: { a: one, b: two, c: three },
    candidate: { a: two, b: one, c: three },
    expectedOutputs: ['a', 'b', 'c'],
  });
  expect(evidence.map(({ output, equals }) => [output, equals])).toEqual([
    ['a', 'b'],
    ['b', 'a'],
  ]);
  const scaled = compare(one, f32([2, 4, 6, 10]), { noise }).evidence[0];
  expect(scaled?.fit?.factor).toBe(2);
  expect(scaled?.fit?.factorResidual).toBe(0);
  expect(scaled?.total).toBe(4);
  expect(compare(f32([1, 2]), f32([2, 4]), { noise }).evidence[0]?.fit).toBeNull();
});

test('an output that only the form has is named as such, never as wrong numbers, and is ignored where it is declared', () => {
  const [reference, candidate] = [{ y: f32([1, 2]) }, { y: f32([1, 2]), z: f32([3]) }];
  const { outputs, evidence } = compare(f32([1, 2]), f32([1, 2]), { reference, candidate, noise });
  expect(outputs).toMatchObject([
    { name: 'y', verdict: 'pass' },
    {
      name: 'z',
      verdict: 'drift',
      onlyIn: 'form',
      reason: 'additional output, which the first form does not have: float32[1]',
    },
  ]);
  expect(evidence).toEqual([]);
  const declared = compare(f32([1, 2]), f32([1, 2]), { reference, candidate, noise, extraOutputs: ['z'] });
  expect(declared.outputs).toMatchObject([{ name: 'y', verdict: 'pass' }]);
});

test('a declared output takes no part in matching by type', () => {
  const [reference, candidate] = [{ y: f32([1, 2]) }, { a: f32([1, 2]), z: f32([3, 4]) }];
  const paired = (extraOutputs: readonly string[]) =>
    compare(f32([1, 2]), f32([1, 2]), { reference, candidate, noise, extraOutputs }).outputs.map(
      ({ name, verdict, matchedBy }) => [name, verdict, matchedBy],
    );
  expect(paired(['z'])).toEqual([['y', 'pass', 'type']]);
  expect(paired([]).map(([name]) => name)).toEqual(['y', 'a', 'z']);
});
