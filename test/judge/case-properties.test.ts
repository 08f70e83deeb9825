import { expect, test } from 'vitest';
import { judgeProperties, type PropertyContext } from '../../src/judge/case-properties.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor, type Values } from '../../src/tensor/tensor.js';
import type { Dimension, Port } from '../../src/types.js';

const floats = (shape: readonly number[], ...values: number[]) =>
  tensor('float32', shape, bytesOf(Float32Array.from(values)));
const port = (name: string, shape: readonly Dimension[]): Port => ({
  name,
  type: { kind: 'tensor', dtype: 'float32', shape },
});

function context(outputs: readonly Port[], cases: Readonly<Record<string, Values>>, names = {}): PropertyContext {
  return {
    form: 'm.onnx',
    signature: { inputs: [port('x', ['N'])], outputs },
    names,
    tolerances: {},
    precision: 'f32',
    outputs: async (name) => cases[name] ?? {},
    noise: () => ({}),
  };
}

const BATCH = { kind: 'batch', batch: 'all', rows: ['one', 'two'], symbol: 'N' } as const;
const verdicts = async (...args: Parameters<typeof context>) =>
  (await judgeProperties([BATCH], context(...args))).map(({ name, verdict }) => [name, verdict]);

test('rows alone and in the batch are compared along the axis of the batch', async () => {
  const cases = {
    one: { y: floats([2, 1], 1, 2) },
    two: { y: floats([2, 1], 3, 4) },
    all: { y: floats([2, 2], 1, 3, 2, 4) },
  };
  expect(await verdicts([port('y', [2, 'N'])], cases)).toEqual([
    ['y', 'pass'],
    ['y', 'pass'],
  ]);
  const swapped = { ...cases, all: { y: floats([2, 2], 3, 1, 4, 2) } };
  expect(await verdicts([port('y', [2, 'N'])], swapped)).toEqual([
    ['y', 'drift'],
    ['y', 'drift'],
  ]);
});

test('a form with other names is read by its own', async () => {
  const cases = { one: { z: floats([1], 1) }, two: { z: floats([1], 2) }, all: { z: floats([2], 1, 2) } };
  expect(await verdicts([port('y', ['N'])], cases, { y: 'z' })).toEqual([
    ['y', 'pass'],
    ['y', 'pass'],
  ]);
});

test('a batch that comes out with another number of rows is drift', async () => {
  const cases = { one: { y: floats([1], 1) }, two: { y: floats([1], 2) }, all: { y: floats([3], 1, 2, 3) } };
  expect(await verdicts([port('y', ['N'])], cases)).toEqual([
    ['y', 'drift'],
    ['y', 'drift'],
  ]);
});

test('a size that does not follow its symbol is drift, with both sizes', async () => {
  const size = { kind: 'size', case: 'a', symbol: 'N', size: 3 } as const;
  const judge = (value: Values) => judgeProperties([size], context([port('y', ['N', 2])], { a: value }));
  expect(await judge({ y: floats([3, 2], 1, 2, 3, 4, 5, 6) })).toEqual([]);
  const [found] = await judge({ y: floats([1, 2], 1, 2) });
  expect(found).toMatchObject({ case: 'a', name: 'y', verdict: 'drift' });
  expect(found?.reason).toContain('dimension 0 is 1, but the model declares N, which is 3 here');
});
