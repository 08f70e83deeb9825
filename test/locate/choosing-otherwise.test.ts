import { expect, test } from 'vitest';
import { choosingOtherwise } from '../../src/locate/choosing-otherwise.js';
import { valueGraph } from '../../src/search/value-graph.js';
import { graphOf } from '../search/fake-runtime.js';
import { integers, known, referenceOf } from './layer-parts.js';

const graph = valueGraph(graphOf(['a = Relu(x)', 'b = ArgMax(a)', 'c = TopK(a)', 'd = Cast(a)'], ['b', 'c', 'd']));
const moved = { places: new Set([0]), by: 1, counts: [1, 1] as const };
const undecided = known(integers(1), { moved });
const reference = referenceOf({ a: undecided, b: known(integers(1)), c: undecided, d: undecided });

test('the first that chooses, of which rounding decides, and that differs on the same values', async () => {
  const tried: (string | undefined)[] = [];
  const found = await choosingOtherwise(graph, reference, async ({ makes }) => tried.push(makes[0]) > 0);
  // Neither the Relu nor the Cast chooses, and no rounding decides what ArgMax makes.
  expect(tried).toEqual(['c']);
  expect(found.map(({ operator, alone, by }) => [operator.makes, alone, by])).toEqual([[['c'], true, 'cutting']]);
});

test('none where it makes the same of the same', async () => {
  expect(await choosingOtherwise(graph, reference, async () => false)).toEqual([]);
});
