import { expect, test } from 'vitest';
import { committed } from '../../src/convert/loadable.js';
import { decidingOperators } from '../../src/locate/deciding-operators.js';
import { operatorValues } from '../../src/locate/operator-values.js';
import { intAttribute } from '../../src/onnx/attributes.js';
import { referenceColumn } from '../../src/plan/column.js';
import { type Operator, valueGraph } from '../../src/search/value-graph.js';
import type { PackedTensor, Values } from '../../src/tensor/tensor.js';
import { runtime } from '../plan/facts.js';
import { graphOf } from '../search/fake-runtime.js';
import { caseOf, planOf } from '../trial/trial-of-values.js';
import { floats, integers, known, NOISE, referenceOf } from './layer-parts.js';

const [form] = planOf(['own']).model.forms;
const column = referenceColumn(runtime('other'));
const suspect = {
  model: 'net',
  form: 'net.onnx',
  step: 0,
  right: committed(form),
  against: null,
  onnx: committed(form),
  steps: [],
  column,
  precision: 'f32' as const,
  acceptsFloat32: false,
  reference: column,
  case: caseOf('one'),
};

function searched(lines: readonly string[], outputs: readonly string[], values: Record<string, PackedTensor>) {
  const own = graphOf(lines, outputs);
  const initializer = (own.initializer ?? []).map(({ name }) => ({
    name: name ?? '',
    dims: [1],
    dataType: 1,
    rawData: floats(9).bytes,
  }));
  const node = (own.node ?? []).map((one) =>
    one.opType === 'ArgMax' ? { ...one, attribute: [intAttribute('axis', 0)] } : one,
  );
  const model = { graph: { ...own, node, initializer } };
  const graph = valueGraph(model.graph);
  const reference = referenceOf(
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, known(value)])),
  );
  const runs = new Map<string, Values>();
  const made = (from: readonly string[], to: readonly string[]) => runs.get(`${from} > ${to}`) ?? null;
  const inputs = { x: floats(1, 2) };
  return { runs, about: { suspect, model, graph, reference, alone: { made }, inputs } };
}

const at = ({ operators }: { readonly operators: readonly Operator[] }, place: number) => {
  const operator = operators[place];
  if (operator === undefined) throw new Error(`no operator ${place}`);
  return operator;
};

test('an operator has what it reads, with its weights, what the reference makes of it, and what the column made', async () => {
  const { runs, about } = searched(['a = Relu(x)', 'b = Add(a, w)'], ['b'], { a: floats(1), b: floats(10) });
  runs.set('a > b', { b: floats(11) });
  const one = await operatorValues({ operator: at(about.graph, 1), together: [] }, about);
  expect(one).toMatchObject({ index: 1, of: 2, case: 'one', sigma: { b: NOISE } });
  expect(one.inputs).toEqual({ a: floats(1), w: floats(9) });
  expect(one.expected).toEqual({ b: floats(10) });
  expect(one.candidate).toEqual({ b: floats(11) });
  expect(about.reference.asked).toEqual(['a']);
});

test('of several, what they read from around, also an input of the model', async () => {
  const { runs, about } = searched(['a = Relu(x)', 'b = Add(a, w)'], ['b'], { a: floats(1), b: floats(10) });
  runs.set(' > b', { b: floats(12) });
  const one = await operatorValues({ operator: at(about.graph, 1), together: [at(about.graph, 0)] }, about);
  expect(one.inputs).toEqual({ x: floats(1, 2), w: floats(9) });
  expect(one.candidate).toEqual({ b: floats(12) });
});

const found = (operator: Operator, alone: boolean | null) => ({
  ...{ operator, by: 'exposing' as const, before: null, after: null, bits: null, alone },
  ...{ together: [], constantsHeld: null, between: [] },
});

test('one that is right alone, and differs where two are equal within rounding, decides; not where one is larger', async () => {
  const decide = async (first: number, alone: boolean | null) => {
    const values = { a: floats(first, 0.5), b: integers(0) };
    const { about } = searched(['a = Relu(x)', 'b = ArgMax(a)'], ['b'], values);
    const operator = at(about.graph, 1);
    const asked: (readonly string[])[] = [];
    const deciding = await decidingOperators([found(operator, alone)], about, async (names) => {
      asked.push(names);
      return { b: integers(1) };
    });
    return { count: deciding.length, asked };
  };
  expect(await decide(0.5, false)).toEqual({ count: 1, asked: [['b']] });
  expect((await decide(0.7, false)).count).toBe(0);
  // It is wrong on the reference's own values: nothing is on the edge there.
  expect(await decide(0.5, true)).toEqual({ count: 0, asked: [] });
});
