import { expect, test } from 'vitest';
import { describeLocated } from '../../src/locate/describe-located.js';
import { searchOperators } from '../../src/locate/search-operators.js';
import { referenceColumn } from '../../src/plan/column.js';
import { runtime } from '../plan/facts.js';
import { caseOf } from '../trial/trial-of-values.js';
import { fakeRuntime, oneSlice } from './fake-runtime.js';

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
  const { operators } = describeLocated(about, { ...search, graph: fake.graph, parts: 1, typeOf: () => null });
  expect(operators.map((one) => [one.type, one.name])).toEqual([['TopK', called]]);
});
