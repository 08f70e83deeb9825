import { expect, test } from 'vitest';
import { compare, f32 } from './tensors.js';

const UNIT = 2 ** -24;
const noise = { a: { sigma: UNIT, unit: UNIT }, b: { sigma: UNIT, unit: UNIT } };
const wide = { atol: 0.1 };

/** Two outputs of ones, off by these relative amounts. */
function off(a: number, b: number, tolerances: Record<string, unknown>, precision: 'f32' | 'bf16' = 'f32') {
  const ones = (by: number) => f32([1 + by, 1 - by]);
  return compare(f32([]), f32([]), {
    reference: { a: ones(0), b: ones(0) },
    candidate: { a: ones(a), b: ones(b) },
    expectedOutputs: ['a', 'b'],
    noise,
    tolerances,
    precision,
  });
}
const verdicts = (result: ReturnType<typeof off>) => result.outputs.map(({ verdict }) => verdict);

test('a loss of precision in every float output is drift, however wide the tolerances', () => {
  const result = off(2 ** -10.4, 2 ** -10.2, { a: wide, b: wide });
  expect(verdicts(result)).toEqual(['drift', 'drift']);
  expect(result.outputs[0]?.reason).toBe(
    'effective precision is 10.4 bits, 24 expected, the same in every float output, which no tolerance accepts',
  );
  expect(result.evidence.map(({ output }) => output)).toEqual(['a', 'b']);
});

test('declaring the precision accepts it', () => {
  expect(verdicts(off(2 ** -10.4, 2 ** -10.2, { a: wide, b: wide }, 'bf16'))).toEqual(['pass', 'pass']);
});

test.each([
  ['one output only', 2 ** -10.4, 0, ['pass', 'pass']],
  ['outputs that lose differently', 2 ** -10.4, 2 ** -13, ['pass', 'pass']],
  ['a loss that no known arithmetic makes', 2 ** -17, 2 ** -17.2, ['pass', 'pass']],
  ['an output that loses next to nothing', 2 ** -10.4, 2 ** -23, ['pass', 'pass']],
])('%s: the numbers decide', (_what, a, b, expected) => {
  expect(verdicts(off(a, b, { a: wide, b: wide }))).toEqual(expected);
});

test('float16 weights or tf32 at 13.5 bits are a mode as well', () => {
  expect(verdicts(off(2 ** -13.5, 2 ** -13.8, { a: wide, b: wide }))).toEqual(['drift', 'drift']);
});

test('an output that drifts by its own rule keeps its own reason', () => {
  const { outputs } = off(2 ** -10.4, 2 ** -10.2, { a: wide });
  expect(outputs[1]?.reason).toMatch(/^RMSE is .* the noise floor/);
});
