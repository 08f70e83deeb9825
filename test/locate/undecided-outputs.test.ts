import { expect, test } from 'vitest';
import { outputsBehind, undecidedOutputs } from '../../src/locate/undecided-outputs.js';
import { valueGraph } from '../../src/search/value-graph.js';
import { graphOf } from '../search/fake-runtime.js';
import { floats, integers, known, referenceOf } from './layer-parts.js';

const graph = valueGraph(graphOf(['a = Relu(x)', 'b = ArgMax(a)', 'c = Tanh(a)', 'd = Add(b, c)'], ['b', 'c', 'd']));
const names = { names: { label: 'b', score: 'c' } };

test('outputs that move otherwise than by rounding, by the names of the first form', async () => {
  const moved = { places: new Set([0]), by: 1, counts: [1, 1] as const };
  const reference = referenceOf({
    b: known(integers(1), { moved }),
    c: known(floats(1)),
    d: known(integers(1), { moved }),
  });
  expect(await undecidedOutputs(graph, reference, names)).toEqual(['d', 'label']);
});

test('outputs that an operator has a part in', () => {
  const behind = (place: number) => {
    const operator = graph.operators[place];
    return outputsBehind(graph, operator === undefined ? [] : [{ operator }], names);
  };
  expect(behind(0)).toEqual(['d', 'label', 'score']);
  expect(behind(1)).toEqual(['d', 'label']);
  expect(behind(3)).toEqual(['d']);
});
