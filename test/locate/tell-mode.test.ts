import { expect, test } from 'vitest';
import { tellMode, tellRounding } from '../../src/locate/tell-mode.js';
import type { ResultLocated, ResultReplay } from '../../src/results/located-schema.js';
import { flatInWords } from '../../src/results/located-words.js';

const product = (index: number): ResultLocated['operators'][number] => ({
  ...{ name: `c${index}`, type: 'Conv', index, by: 'exposing', before: 0.5, after: 9000, bits: 10 },
  ...{ certain: true, together: [], between: [], inputs: [], outputs: [], attributes: [] },
});
const located: ResultLocated = {
  ...{ form: 'net.onnx', step: 0, case: 'one', reference: 'onnxruntime-node', against: null, nodes: 4, parts: 5 },
  ...{ operators: [product(0), product(2)], flat: 10, depth: [] },
};

const replayed = (variant?: string): ResultReplay => ({
  ...{ shows: 'alone', reason: null, distance: null, offered: 3, truth: null },
  causes:
    variant === undefined
      ? []
      : [{ variant, asIf: `it was ${variant}`, fix: null, distance: { noiseRatio: 0.5, ulp: 1, agree: true } }],
});

test.each([
  { cause: 'rounded-operands', flat: 10, words: 'keeps about 10 significant bits, as if it was rounded-operands' },
  { cause: undefined, flat: 10, words: 'keeps about 10 significant bits' },
  { cause: 'dropped-bias', flat: null, words: null },
])('all products lose alike and the first does so by $cause', async ({ cause, flat, words }) => {
  const { located: told, examined } = await tellMode(located, async () => ({ replay: replayed(cause) }));
  expect(told.flat).toBe(flat);
  // It is not examined again.
  expect(examined?.replay).toEqual(replayed(cause));
  if (words === null) expect(flatInWords(told)).toBeNull();
  else expect(flatInWords(told)?.endsWith(words)).toBe(true);
});

test.each<Partial<ResultLocated>>([
  { flat: null },
  { against: 'other.onnx' },
  { operators: [{ ...product(0), certain: false }] },
])('the first operator is left alone: %o', async (more) => {
  const own = { ...located, ...more };
  expect(await tellMode(own, () => Promise.reject(new Error('not asked')))).toEqual({ located: own, examined: null });
});

const rounded = (index: number, more: Partial<ResultLocated['operators'][number]> = {}) => ({
  ...product(index),
  replay: replayed('rounded-operands'),
  ...more,
});

test.each<{ what: string; operators: ResultLocated['operators']; flat: number | null }>([
  { what: 'rounded alike', operators: [rounded(0), rounded(2, { bits: 14 })], flat: 12 },
  {
    what: 'one of them otherwise',
    operators: [rounded(0), rounded(2, { replay: replayed('dropped-bias') })],
    flat: null,
  },
  { what: 'one of them not examined', operators: [rounded(0), product(2)], flat: null },
  { what: 'a single one', operators: [rounded(0)], flat: null },
])('several operators, $what', ({ operators, flat }) => {
  expect(tellRounding({ ...located, flat: null, operators }).flat).toBe(flat);
});

test('the first product comes first, whichever was found first', () => {
  const { operators } = tellRounding({ ...located, flat: null, operators: [rounded(2), rounded(0)] });
  expect(operators.map(({ index }) => index)).toEqual([0, 2]);
});
