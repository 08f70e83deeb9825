import { expect, test } from 'vitest';
import { describeLocated } from '../../src/locate/describe-located.js';
import { referenceColumn } from '../../src/plan/column.js';
import type { FoundOperator } from '../../src/search/found-operator.js';
import { searchOperators } from '../../src/search/search-operators.js';
import { valueGraph } from '../../src/search/value-graph.js';
import { runtime } from '../plan/facts.js';
import { fakeRuntime, graphOf, oneSlice } from '../search/fake-runtime.js';
import { caseOf } from '../trial/trial-of-values.js';

test.each([
  { name: 'topk', called: 'topk' },
  { name: '', called: 'i' },
])('an operator "$name" of which only the second output is wrong is called $called', async ({ name, called }) => {
  const lines = ['a = Relu(x)', 'v, i = TopK(a, wk)'];
  const fake = fakeRuntime(lines, ['v', 'i'], { wrong: ['i'] });
  for (const { node } of fake.graph.operators) node.name = name;
  const search = await searchOperators(fake.graph, fake.observe, { slices: oneSlice(fake), most: 1 });
  const reference = referenceColumn(runtime('home'));
  const about = { form: 'net.onnx', step: 0, case: caseOf('one'), reference, against: null };
  const { operators } = describeLocated(about, {
    ...search,
    graph: fake.graph,
    parts: 1,
    repeats: true,
    typeOf: () => null,
  });
  expect(operators.map((one) => [one.type, one.name])).toEqual([['TopK', called]]);
});

const graph = valueGraph(graphOf(['u = Exp(w)', 'a = MatMul(x, u)', 'b = Relu(a)', 'y = Add(b, b)'], ['y']));
const [product, relu, sum] = graph.operators;
const [unpacked] = graph.constants;

function operatorOf(more: Partial<FoundOperator>, repeats: boolean | null = true) {
  if (product === undefined) throw new Error('the graph has a product');
  const found: FoundOperator = {
    operator: product,
    by: 'exposing',
    before: 1,
    after: 100,
    bits: 12,
    alone: true,
    together: [],
    constantsHeld: null,
    between: [],
    ...more,
  };
  const about = { form: 'm.onnx', step: 0, against: null, case: { name: 'c' }, reference: { runtime: { id: 'r' } } };
  const searched = { graph, parts: 1, repeats, found: [found], sight: new Map(), typeOf: () => null };
  return describeLocated(about as never, searched).operators[0];
}

test.each<[string, Partial<FoundOperator>, boolean | null, boolean]>([
  ['alone, but its weights are computed', {}, true, false],
  ['alone, with the weights of the reference', { constantsHeld: true }, true, true],
  [
    'with what computes its weights',
    { alone: false, constantsHeld: false, together: [unpacked ?? never()] },
    true,
    true,
  ],
  ['alone, without computed weights', { operator: relu ?? never() }, true, true],
  ['alone, where nobody knows whether it repeats', { operator: relu ?? never() }, null, true],
  ['alone, where it gives something else each time', { operator: relu ?? never() }, false, false],
  ['right alone', { operator: relu ?? never(), alone: false }, true, false],
  ['together', { operator: sum ?? never(), alone: false, together: [relu ?? never()] }, true, true],
  [
    'together, where it gives something else',
    { operator: sum ?? never(), alone: false, together: [relu ?? never()] },
    false,
    false,
  ],
])('certain is what is wrong %s', (_, more, repeats, certain) => {
  expect(operatorOf(more, repeats)?.certain).toBe(certain);
});

function never(): never {
  throw new Error('the graph has four nodes');
}
