import { expect, test } from 'vitest';
import { otherInputs } from '../../src/golden/other-inputs.js';
import { synthesise } from '../../src/golden/synthesise.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor } from '../../src/tensor/tensor.js';
import type { Dimension, Port, Signature } from '../../src/types.js';

const port = (name: string, dtype: 'float32' | 'int64' | 'bool', shape: readonly Dimension[]): Port => ({
  name,
  type: { kind: 'tensor', dtype, shape },
});
const signature = (...inputs: Port[]): Signature => ({ inputs, outputs: [] });
const floats = (...values: number[]) => tensor('float32', [values.length], bytesOf(Float32Array.from(values)));
const integers = (...values: number[]) => tensor('int64', [values.length], bytesOf(BigInt64Array.from(values, BigInt)));

test('zeros become numbers of several spreads', () => {
  const found = [
    ...otherInputs(
      signature(port('x', 'float32', [4])),
      { kind: 'committed', sample: { x: floats(0, 0, 0, 0) }, recipes: {} },
      0,
    ),
  ];
  expect(found.slice(0, 3).map(({ name, recipes }) => [name, recipes])).toEqual([
    ['usual spread', { x: { normal: [0, 1] } }],
    ['five times the usual spread', { x: { normal: [0, 5] } }],
    ['a tenth of the usual spread', { x: { normal: [0, 0.1] } }],
  ]);
});

test('a recipe makes the inputs that it was told for', () => {
  const sizes = signature(port('x', 'float32', ['N', 3]));
  const sample = synthesise(sizes, { recipes: {}, dims: { N: 2 } }, 7);
  for (const { recipes, values } of otherInputs(sizes, { kind: 'synthetic', sample, recipes: {} }, 7)) {
    expect(synthesise(sizes, { recipes }, 7)).toEqual(values);
    expect(values).not.toEqual(sample);
  }
});

test("a range stays a range, around the user's own", () => {
  const [first, second] = otherInputs(
    signature(port('x', 'float32', [4])),
    { kind: 'synthetic', sample: { x: floats(1, 2, 3, 4) }, recipes: { x: { range: [0, 10] } } },
    0,
  );
  expect(first?.recipes).toEqual({ x: { range: [0, 10] } });
  expect(second?.recipes).toEqual({ x: { range: [-20, 30] } });
});

test('integers stay within what the goldens have; numbers that stand alone and masks stay', () => {
  const kept = { rate: integers(16000), mask: integers(1, 1, 1), level: floats(0.5) };
  const [first] = otherInputs(
    signature(
      port('ids', 'int64', [3]),
      port('rate', 'int64', [1]),
      port('mask', 'int64', [3]),
      port('level', 'float32', [1]),
    ),
    { kind: 'committed', sample: { ids: integers(5, 9, 7), ...kept }, recipes: {} },
    0,
  );
  expect(first?.recipes).toEqual({ ids: { range: [5, 10] } });
  expect(first?.values).toMatchObject(kept);
});

test('where nothing can vary there is nothing to try', () => {
  const only = { kind: 'committed' as const, sample: { rate: integers(16000) }, recipes: {} };
  expect([...otherInputs(signature(port('rate', 'int64', [1])), only, 0)]).toEqual([]);
});

test('made-up integers also get larger, committed ones do not', () => {
  const sizes = signature(port('ids', 'int64', [64]));
  const sample = synthesise(sizes, { recipes: {} }, 0);
  const tried = (kind: 'committed' | 'synthetic') =>
    [...otherInputs(sizes, { kind, sample, recipes: {} }, 1)].map(({ recipes }) => recipes.ids);
  expect(tried('committed')).toEqual([{ range: [0, 10] }]);
  expect(tried('synthetic')).toEqual([{ range: [0, 10] }, { range: [0, 50] }, { range: [0, 200] }]);
});
