import { expect, test } from 'vitest';
import { valueSlices } from '../../src/locate/value-slices.js';
import { valueGraph } from '../../src/search/value-graph.js';
import { graphOf } from '../search/fake-runtime.js';

const graph = valueGraph(graphOf(['a = Relu(x)', 'b = Relu(a)', 'c = Split(b)', 'd = Relu(c)'], ['d']));
/** Of float32 in a slice of 256 MiB. */
const WHOLE = 2 ** 26;

test('values lie in one slice while they fit, in the order of the graph; what has no size is left out', () => {
  const sizes = new Map([
    ['a', [2, 3]],
    ['b', [WHOLE / 2]],
    ['d', []],
  ]);
  expect(valueSlices(graph, { sizes })).toEqual([['a', 'b', 'd']]);
});

test('one that does not fit begins the next', () => {
  const sizes = new Map([
    ['a', [1]],
    ['b', [WHOLE]],
    ['c', [2 * WHOLE]],
    ['d', [1]],
  ]);
  expect(valueSlices(graph, { sizes })).toEqual([['a'], ['b'], ['c'], ['d']]);
  expect(valueSlices(graph, { sizes: new Map() })).toEqual([]);
});
