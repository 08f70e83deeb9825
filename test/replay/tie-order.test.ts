import { expect, test } from 'vitest';
import { numbers } from '../../scripts/operators/one-operator.js';
import type { Operator } from '../../src/replay/variant.js';
import { tieOrder } from '../../src/replay/variants/tie-order.js';
import type { PackedTensor } from '../../src/tensor/tensor.js';

const integers = (...values: number[]) => numbers('int64', [1, values.length], values);
const x = numbers('float32', [1, 6], [3, 7, 7, 1, 7, 3]);

/** TopK of four with two outputs: 7, 7, 7, 3. */
const topk = (made: PackedTensor | null, values = x): Operator => {
  const [node, right] = [{ opType: 'TopK', input: ['x', 'k'], output: ['v', 'i'] }, integers(1, 2, 4, 0)];
  const best = numbers('float32', [1, 4], [7, 7, 7, 3]);
  return {
    ...{ type: 'TopK', node, nodes: [node], opset: 17, value: () => null, isWeight: () => false },
    input: (place) => (place === 0 ? values : null),
    output: (place) => [best, right][place] ?? null,
    made: (place) => (place === 1 ? made : null),
  };
};

test.each<{ what: string; made: PackedTensor | null; free: boolean }>([
  { what: 'equal values in any order', made: integers(4, 1, 2, 5), free: true },
  { what: 'an index twice', made: integers(4, 4, 2, 5), free: false },
  { what: 'the index of another value', made: integers(4, 1, 2, 3), free: false },
  { what: 'an index that there is not', made: integers(4, 1, 2, 6), free: false },
  { what: 'another type', made: numbers('int32', [1, 4], [4, 1, 2, 5]), free: false },
  { what: 'nothing', made: null, free: false },
])('$what', ({ made, free }) => {
  const [last, ...others] = tieOrder.readings(topk(made));
  const best = numbers('float32', [1, 4], [7, 7, 7, 3]);
  expect(last?.computed).toEqual({ values: { v: best, i: integers(4, 2, 1, 5) } });
  expect(others.map(({ computed }) => computed)).toEqual(free ? [{ values: { v: best, i: made } }] : []);
});

test('without equal values among those that were taken there is nothing to say', () => {
  const distinct = numbers('float32', [1, 6], [3, 9, 8, 1, 7, 1]);
  expect(tieOrder.readings(topk(integers(4, 1, 2, 5), distinct))).toEqual([]);
});
