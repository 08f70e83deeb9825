import { expect, test } from 'vitest';
import { referenceColumn } from '../../src/plan/column.js';
import type { Plan } from '../../src/plan/plan.js';
import { planOf, shardsOf } from '../../src/plan/shards.js';
import { float32, model, planned, runtime, signature } from './facts.js';

/** Models by their size in bytes, on runtimes of those ids; the first runtime makes the references. */
function planOfValues({
  models,
  columns,
}: {
  readonly models: Readonly<Record<string, number>>;
  readonly columns: readonly string[];
}): Plan {
  const runtimes = columns.map((id, index) => runtime(id, index === 0 ? { homeOf: ['onnx'], embedded: true } : {}));
  const rows = Object.entries(models).map(([id, bytes]) => {
    const made = model(id, signature(float32));
    const [first, ...rest] = made.forms;
    return { ...made, forms: [{ ...first, bytes }, ...rest] as const };
  });
  return planned(
    rows,
    runtimes.map((facts) => ({ ...referenceColumn(facts), id: facts.id })),
    { runtimes },
  );
}

const all = (shards: readonly { readonly models: readonly string[] }[]) => shards.flatMap(({ models }) => models);

test('rows stay whole, and every one is in exactly one part', () => {
  const plan = planOfValues({ models: { a: 1, b: 1, c: 1, d: 1, e: 1 }, columns: ['onnxruntime-node', 'openvino'] });
  const shards = shardsOf(plan, 'linux-x64', 2);
  expect(all(shards).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(shards.every(({ runtimes }) => runtimes.length === 2)).toBe(true);
  expect(shards.map(({ index, of }) => `${index}/${of}`)).toEqual(['1/2', '2/2']);
});

test('a large model has a part of its own', () => {
  const plan = planOfValues({ models: { small: 1, large: 4e9, tiny: 1 }, columns: ['onnxruntime-node'] });
  expect(shardsOf(plan, 'linux-x64', 2).map(({ models }) => models)).toEqual([['large'], ['small', 'tiny']]);
});

test('with fewer models than parts, columns stay whole, and expensive ones are apart', () => {
  const plan = planOfValues({ models: { a: 1 }, columns: ['onnxruntime-node', 'tensorflow', 'keras'] });
  const shards = shardsOf(plan, 'linux-x64', 2);
  expect(shards.every(({ models }) => models.join() === 'a')).toBe(true);
  expect(shards.flatMap(({ runtimes }) => runtimes).toSorted()).toEqual(['keras', 'onnxruntime-node', 'tensorflow']);
  const together = shards.find(({ runtimes }) => runtimes.includes('tensorflow'))?.runtimes;
  expect(together).not.toContain('keras');
});

test('there are no empty parts', () => {
  const plan = planOfValues({ models: { a: 1 }, columns: ['onnxruntime-node'] });
  expect(shardsOf(plan, 'linux-x64', 9)).toHaveLength(1);
});

test('a part has its cells, and keeps the reference', () => {
  const plan = planOfValues({ models: { a: 1, b: 1 }, columns: ['onnxruntime-node', 'openvino'] });
  const part = planOf({ models: ['b'], runtimes: ['openvino'] }, plan);
  expect(part.models.map(({ model, cells }) => [model.id, cells.map(({ column }) => column.id)])).toEqual([
    ['b', ['openvino']],
  ]);
  expect(part.models[0]?.reference?.runtime.id).toBe('onnxruntime-node');
});
