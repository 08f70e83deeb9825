import { expect, test } from 'vitest';
import { operatorsBehind, readFromAround, valueGraph } from '../../src/search/value-graph.js';
import { graphOf } from './fake-runtime.js';

const RESHAPED = [
  'a = Conv(x, w1)',
  's = Shape(a)',
  'n = Gather(s, w2)',
  't = Transpose(w3)',
  'e = Exp(w4)',
  'b = Reshape(a, n)',
  'c = MatMul(b, t)',
  'd = Mul(c, e)',
  'y = Relu(d)',
  'z = Neg(x)',
];

test('operators are the nodes that depend on numbers; sizes and constants are fixed', () => {
  const { operators, fixed, nodes, outputs } = valueGraph(graphOf(RESHAPED, ['y', 'z']));
  expect(operators.map(({ node, index }) => `${index} ${node.opType}`)).toEqual([
    '0 Conv',
    '5 Reshape',
    '6 MatMul',
    '7 Mul',
    '8 Relu',
    '9 Neg',
  ]);
  expect([...fixed]).toEqual(['s', 'n', 't', 'e']);
  expect(nodes).toBe(10);
  expect(outputs).toEqual(['y', 'z']);
});

test('a weight that is only moved is a weight; one that is computed is not observed by anybody', () => {
  const { operators } = valueGraph(graphOf(RESHAPED, ['y']));
  const named = operators.map(({ makes: [name], computedConstants }) => [name, ...computedConstants]);
  expect(named).toEqual([['a'], ['b', 'n'], ['c'], ['d', 'e'], ['y'], ['z']]);
});

test('random numbers are no constants', () => {
  const { operators } = valueGraph(graphOf(['r = RandomNormal()', 'y = Add(x, r)'], ['y']));
  expect(operators.map(({ makes }) => makes)).toEqual([['r'], ['y']]);
});

test.each([
  { of: ['y'], given: [], expected: ['a', 'b', 'c', 'd', 'y'] },
  { of: ['y'], given: ['c'], expected: ['d', 'y'] },
  { of: ['z'], given: [], expected: ['z'] },
  { of: ['c'], given: ['c'], expected: [] },
])('what $of is computed from, given $given', ({ of, given, expected }) => {
  const graph = valueGraph(graphOf(RESHAPED, ['y', 'z']));
  expect(operatorsBehind(graph, of, new Set(given)).flatMap(({ makes }) => makes)).toEqual(expected);
});

test('what some operators read and do not make', () => {
  const { operators } = valueGraph(graphOf(RESHAPED, ['y']));
  expect(readFromAround(operators.slice(2, 4))).toEqual(['b']);
});
