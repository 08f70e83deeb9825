import { expect, test } from 'vitest';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { type KnownOfNode, unfoldNode } from '../../src/onnx/unfold-node.js';

type Node = onnx.NodeProto.$Properties;
type Graph = onnx.GraphProto.$Properties;

const { AttributeType } = onnx.AttributeProto;
const op = (opType: string, input: string[], output: string[], more: Partial<Node> = {}): Node => ({
  ...{ opType, name: `the ${output[0]}`, input, output },
  ...more,
});
const graph = (name: string, g: Graph) => ({ name, type: AttributeType.GRAPH, g });
const known = (
  values: Readonly<Record<string, number>>,
  shapes: Readonly<Record<string, number[]>> = {},
): KnownOfNode => ({
  isTrue: (name) => (name in values ? values[name] !== 0 : null),
  integer: (name) => values[name] ?? null,
  shape: (name) => shapes[name] ?? null,
});
const lines = (nodes: readonly { readonly node: Node }[]) =>
  nodes.map(({ node: { opType, input, output } }) => `${output} = ${opType}(${input})`);

const choose = op('If', ['c'], ['t'], {
  attribute: [
    graph('then_branch', { node: [op('Neg', ['p'], ['a']), op('Exp', ['a'], ['b'])], output: [{ name: 'b' }] }),
    graph('else_branch', { node: [op('Abs', ['p'], ['e'])], output: [{ name: 'e' }] }),
  ],
});

test('of an If, the branch that is taken', () => {
  const taken = unfoldNode({}, choose, known({ c: 1 }));
  expect(lines(taken?.nodes ?? [])).toEqual(['a = Neg(p)', 'b = Exp(a)']);
  expect(taken).toMatchObject({ outputs: ['b'], nodes: [{ part: 'the then branch' }, { part: 'the then branch' }] });
  expect(lines(unfoldNode({}, choose, known({ c: 0 }))?.nodes ?? [])).toEqual(['e = Abs(p)']);
  // Nobody knows which one.
  expect(unfoldNode({}, choose, known({}))).toBeNull();
});

const again = (trips: string, condition: string) =>
  op('Loop', [trips, condition, 's0'], ['t', 'all'], {
    attribute: [
      graph('body', {
        node: [op('Add', ['s', 'w'], ['s1']), op('Mul', ['s1', 'i'], ['o']), op('Identity', ['on'], ['still'])],
        input: [{ name: 'i' }, { name: 'on' }, { name: 's' }],
        output: [{ name: 'still' }, { name: 's1' }, { name: 'o' }],
        initializer: [{ name: 'w' }],
      }),
    ],
  });

test('of a Loop, its passes, each with what the one before made', () => {
  const two = unfoldNode({}, again('n', ''), known({ n: 2 }));
  expect(lines(two?.nodes ?? [])).toEqual([
    's1 = Add(s0,w)',
    'o = Mul(s1,the t/pass 1)',
    'still = Identity(the t/goes on)',
    'pass 2/s1 = Add(s1,w)',
    'pass 2/o = Mul(pass 2/s1,the t/pass 2)',
    'pass 2/still = Identity(still)',
  ]);
  expect(two?.outputs).toEqual(['pass 2/still', 'pass 2/s1', 'pass 2/o']);
  expect(two?.constants.map(({ name }) => name)).toEqual(['the t/pass 1', 'the t/goes on', 'w', 'the t/pass 2']);
  expect(two?.nodes[3]).toMatchObject({ node: { name: 'pass 2/the s1' }, of: { name: 'the s1' } });
  expect(two?.nodes[3]?.part).toBe('the body, in its second pass,');
});

test('four passes at most, and none of a Loop that does not run, or of which nobody knows', () => {
  expect(unfoldNode({}, again('', ''), known({}))?.nodes).toHaveLength(12);
  expect(unfoldNode({}, again('n', ''), known({ n: 1000 }))?.nodes).toHaveLength(12);
  expect(unfoldNode({}, again('n', ''), known({ n: 0 }))).toBeNull();
  expect(unfoldNode({}, again('n', ''), known({}))).toBeNull();
  expect(unfoldNode({}, again('n', 'c'), known({ n: 3, c: 0 }))).toBeNull();
});

test('of a Scan, its passes over slices, also backwards', () => {
  const node = op('Scan', ['h', 'x'], ['t', 'all'], {
    attribute: [
      { name: 'num_scan_inputs', type: AttributeType.INT, i: 1 },
      { name: 'scan_input_directions', type: AttributeType.INTS, ints: [1] },
      graph('body', {
        node: [op('Add', ['s', 'xs'], ['s1'])],
        input: [{ name: 's' }, { name: 'xs' }],
        output: [{ name: 's1' }],
      }),
    ],
  });
  const two = unfoldNode({}, node, known({}, { x: [2, 8] }));
  expect(lines(two?.nodes ?? [])).toEqual([
    'x/slice 1 of pass 1 = Gather(x,x/slice 1 of pass 1/place)',
    's1 = Add(h,x/slice 1 of pass 1)',
    'x/slice 1 of pass 2 = Gather(x,x/slice 1 of pass 2/place)',
    'pass 2/s1 = Add(s1,x/slice 1 of pass 2)',
  ]);
  expect(two?.constants.map(({ int64Data }) => Number(int64Data?.[0]))).toEqual([1, 0]);
  expect(unfoldNode({}, node, known({}))).toBeNull();
});

test('of a function, its nodes with the attributes and the names of the call', () => {
  const alpha = { name: 'alpha', type: AttributeType.FLOAT, refAttrName: 'slope' };
  const model = {
    opsetImport: [
      { domain: '', version: 20 },
      { domain: 'our', version: 1 },
    ],
    functions: [
      {
        ...{ domain: 'our', name: 'Block', input: ['a', 'b'], output: ['c'] },
        node: [op('LeakyRelu', ['a'], ['m'], { attribute: [alpha] }), op('Add', ['m', 'b'], ['c'])],
        opsetImport: [{ domain: '', version: 17 }],
      },
    ],
  };
  const call = op('Block', ['p', 'w'], ['t'], {
    domain: 'our',
    attribute: [{ name: 'slope', type: AttributeType.FLOAT, f: 0.25 }],
  });
  const body = unfoldNode(model, call, known({}));
  expect(lines(body?.nodes ?? [])).toEqual(['the t/m = LeakyRelu(p)', 't = Add(the t/m,w)']);
  expect(body?.nodes[0]?.node.attribute).toEqual([{ name: 'alpha', type: AttributeType.FLOAT, f: 0.25 }]);
  expect(body?.opsetImport).toEqual([
    { domain: '', version: 17 },
    { domain: 'our', version: 1 },
  ]);
  const without = unfoldNode(model, { ...call, attribute: [] }, known({}));
  expect(without?.nodes[0]?.node.attribute).toEqual([]);
});

test('names of a branch within a branch follow', () => {
  const inner = op('If', ['c'], ['s1'], {
    attribute: [graph('then_branch', { node: [op('Neg', ['s'], ['a'])], output: [{ name: 'a' }] })],
  });
  const node = op('Loop', ['', '', 's0'], ['t'], {
    attribute: [
      graph('body', {
        node: [inner, op('Identity', ['on'], ['still'])],
        input: [{ name: 'i' }, { name: 'on' }, { name: 's' }],
        output: [{ name: 'still' }, { name: 's1' }],
      }),
    ],
  });
  const nested = unfoldNode({}, node, known({}))?.nodes[2]?.node.attribute?.[0]?.g?.node?.[0];
  expect(nested?.input).toEqual(['s1']);
});

test('other nodes have no body', () => {
  expect(unfoldNode({}, op('Relu', ['x'], ['y']), known({}))).toBeNull();
});
