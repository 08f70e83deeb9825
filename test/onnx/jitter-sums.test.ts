import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { jitteredSums, jitterSums } from '../../src/onnx/jitter-sums.js';
import { readOnnxModel } from '../../src/onnx/onnx-model.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { rewriteNodes } from '../../src/onnx/rewrite-nodes.js';
import { type GraphMessage, modelOf, port, type TensorMessage, writeModel } from './model-files.js';

type Node = onnx.NodeProto.$Properties;

const node = (opType: string, input = ['x'], output = ['m']): Node => ({ opType, name: 'n', input, output });
const mean = node('ReduceMean');
const NONE: ReadonlySet<string> = new Set();
const rewritten = (graph: GraphMessage, opset = 17, seed = 1, steering = NONE) =>
  rewriteNodes(graph, jitteredSums({ seed, steering }), { opset });
const types = (graph: GraphMessage, opset = 17) => (rewritten(graph, opset).node ?? []).map(({ opType }) => opType);
const weight = (...dims: number[]): TensorMessage => ({ name: 'w', dims, dataType: 1 });

test('a sum is replaced by the mean of the same sum under another name and a sum in order', () => {
  const nodes = rewritten({ input: [port('x')], node: [mean] }).node ?? [];
  expect(nodes[0]).toMatchObject({ opType: 'ReduceMean', input: ['x'], output: ['m__plain'] });
  expect(nodes.at(-1)).toMatchObject({ opType: 'Add', output: ['m'] });
  expect(nodes.map(({ opType }) => opType)).toContain('CumSum');
});

test.each(['CumSum', 'GlobalAveragePool', 'InstanceNormalization', 'LayerNormalization', 'LogSoftmax', 'ReduceL2'])(
  '%s is added up in order',
  (type) => {
    const axis = { name: 'a', dims: [1], dataType: 7, int64Data: [1] };
    const inputs = type === 'CumSum' ? ['x', 'a'] : ['x', 's', 'b'].slice(0, type.startsWith('Reduce') ? 1 : 3);
    expect(types({ input: [port('x')], initializer: [axis], node: [node(type, inputs)] })).toContain('CumSum');
  },
);

test('a mean is also the sum of the parts that each term has in it, as some runtimes compute it', () => {
  const made = [1, 2, 3, 4, 5, 6].map((seed) =>
    (rewritten({ input: [port('x')], node: [mean] }, 17, seed).node ?? []).map(({ opType }) => opType),
  );
  const first = made.filter((nodes) => nodes.includes('Reciprocal'));
  expect(first.length).toBeGreaterThan(0);
  expect(first.length).toBeLessThan(made.length);
});

test('before there was CumSum, and where the axes are computed, a sum gets the error of an order instead', () => {
  const old = types({ input: [port('x')], node: [mean] }, 9);
  expect(old).toContain('RandomNormalLike');
  expect(old).not.toContain('CumSum');
  expect(types({ input: [port('x')], node: [node('Softmax')] }, 9)).toContain('Flatten');
  const computed = types({ input: [port('x')], node: [node('ReduceSum', ['x', 'axes'])] });
  expect(computed).toContain('RandomNormalLike');
});

test('a product gets the error of its order when it has many terms', () => {
  const product = (terms: number) =>
    types({ input: [port('x')], initializer: [weight(terms, 4)], node: [node('MatMul', ['x', 'w'])] });
  expect(product(100)).toEqual(['MatMul']);
  expect(product(4096)).toContain('RandomNormalLike');
  const convolution = { input: [port('x')], initializer: [weight(8, 64, 3, 3)], node: [node('Conv', ['x', 'w'])] };
  expect(types(convolution).filter((type) => type === 'Conv')).toHaveLength(2);
});

const modes = { mode: 'linear', coordinate_transformation_mode: 'align_corners' };
const resize = (attributes: Readonly<Record<string, string>>): GraphMessage => ({
  input: [port('x')],
  initializer: [{ name: 's', dims: [4], dataType: 1, floatData: [1, 1, 1.5, 1.5] }],
  node: [
    {
      ...node('Resize', ['x', '', 's']),
      attribute: Object.entries(attributes).map(([name, s]) => ({ name, type: 3, s: new TextEncoder().encode(s) })),
    },
  ],
});

test('an image that is resized gets the error of rounded places, along each of its axes', () => {
  const nodes = rewritten(resize(modes)).node ?? [];
  expect(nodes[0]).toMatchObject({ opType: 'Resize', output: ['m__plain'] });
  expect(nodes.at(-1)).toMatchObject({ opType: 'Identity', output: ['m'] });
  expect(nodes.at(-2)).toMatchObject({ opType: 'Where' });
  expect(nodes.filter(({ opType }) => opType === 'RandomNormalLike')).toHaveLength(4);
});

test.each<[string, GraphMessage, number]>([
  ['of the nearest pixel', resize({ mode: 'nearest' }), 17],
  ['by default, which is the nearest pixel,', resize({}), 17],
  ['before there was Round', resize(modes), 10],
  ['with an unknown number of axes', { ...resize(modes), initializer: [] }, 17],
])('a Resize %s stays as it is', (_, graph, opset) => {
  expect(rewritten(graph, opset)).toBe(graph);
});

test('element types follow from the operators', () => {
  const graph = (first: Node) => ({ input: [port('x')], node: [first, { ...mean, input: ['c'] }] });
  const cast = (to: number): Node => ({ ...node('Cast', ['x'], ['c']), attribute: [{ name: 'to', type: 2, i: to }] });
  expect(types(graph(node('Relu', ['x'], ['c'])))).toContain('CumSum');
  expect(types(graph(cast(1)))).toContain('CumSum');
  expect(types(graph(cast(10)))).not.toContain('CumSum');
  expect(types(graph(node('Shape', ['x'], ['c'])))).not.toContain('CumSum');
});

test('sums inside a branch are reached too, with the types around it', () => {
  const branch = { name: 'g', node: [mean], output: [{ name: 'm' }] };
  const choice: Node = { ...node('If', ['c']), attribute: [{ name: 'then_branch', type: 5, g: branch }] };
  const [written] = rewritten({ input: [port('x')], node: [choice] }).node ?? [];
  expect(written?.attribute?.[0]?.g?.node?.map(({ opType }) => opType)).toContain('CumSum');
});

test('nothing is changed where there is nothing to add, and for operators of other domains', () => {
  for (const one of [node('Relu'), { ...mean, domain: 'com.example' }]) {
    const graph = { input: [port('x')], node: [one] };
    expect(rewritten(graph)).toBe(graph);
  }
});

test('a sum that something is decided by stays as it is', () => {
  const graph = { input: [port('x')], node: [mean] };
  expect(rewritten(graph, 17, 1, new Set(['m']))).toBe(graph);
});

test('seeds differ in the direction of the sums', () => {
  const many = Array.from({ length: 16 }, (_, i) => ({ ...mean, output: [`m${i}`] }));
  const directions = (seed: number) =>
    (rewritten({ input: [port('x')], node: many }, 17, seed).node ?? [])
      .filter(({ opType }) => opType === 'CumSum')
      .map(({ attribute }) => attribute?.[0]?.i);
  expect(new Set(directions(1))).toEqual(new Set([0, 1]));
  expect(directions(1)).not.toEqual(directions(2));
});

test('a copy without sums is not touched, one with sums still is a model', () => {
  const plain = writeModel(modelOf({ node: [{ opType: 'Relu', input: ['x'], output: ['y'] }] }));
  const before = readFileSync(plain);
  jitterSums(plain, { seed: 1, steering: NONE });
  expect(readFileSync(plain)).toEqual(before);
  const summing = writeModel(modelOf({ node: [{ ...mean, output: ['y'] }] }));
  jitterSums(summing, { seed: 1, steering: NONE });
  expect(onnx.ModelProto.decode(readFileSync(summing)).graph?.node?.length).toBeGreaterThan(5);
  expect(read(summing).signature.outputs.map(({ name }) => name)).toEqual(['y']);
});

function read(path: string) {
  const model = readOnnxModel(path);
  if ('fault' in model) throw new Error(model.fault.what);
  return model;
}

test('where the operators that draw random numbers have no kernels, a table of numbers stands in', () => {
  const long = { node: [node('MatMul', ['x', 'w'])], input: [port('x')], initializer: [weight(1024, 4)] };
  expect(types(long, 21)).toContain('RandomNormalLike');
  expect(types(long, 22).filter((type) => type?.startsWith('Random'))).toEqual([]);
  expect(types(long, 22)).toEqual(expect.arrayContaining(['Range', 'Mod', 'Gather', 'Reshape']));
  const [table] = (rewritten(long, 22).node ?? [])
    .flatMap(({ attribute }) => attribute?.[0]?.t ?? [])
    .filter(({ floatData = [] }) => (floatData?.length ?? 0) > 1);
  const numbers = table?.floatData ?? [];
  const mean = numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const deviation = Math.sqrt(numbers.reduce((sum, one) => sum + (one - mean) ** 2, 0) / numbers.length);
  expect(Math.abs(mean / deviation)).toBeLessThan(0.1);
  expect(new Set(numbers).size).toBeGreaterThan(4000);
});

test('what a program in mixed precision narrows is moved to its neighbours', () => {
  const cast = { ...node('Cast'), attribute: [{ name: 'to', type: 2, i: 10 }] };
  const moved = rewritten({ input: [port('x')], node: [cast] }).node ?? [];
  expect(moved[0]).toMatchObject({ opType: 'Cast', input: ['x'], output: ['m__plain'] });
  expect(moved.at(-1)).toMatchObject({ opType: 'Cast', output: ['m'], attribute: [{ i: 10 }] });
  const graph = { input: [port('x')], node: [cast] };
  expect(rewritten(graph, 17, 1, new Set(['m']))).toBe(graph);
  const widening = { ...cast, attribute: [{ name: 'to', type: 2, i: 11 }] };
  const wide = { input: [port('x')], node: [widening] };
  expect(rewritten(wide)).toBe(wide);
});

test('what the weights of a model multiply is moved by a step of 8 bits where the model says that 8 bits are enough', () => {
  const scales = { name: 's', dims: [4], dataType: 10 };
  const product = (level: number): Node => ({
    ...node('MatMulNBits', ['x', 'w', 's']),
    domain: 'com.microsoft',
    attribute: [{ name: 'accuracy_level', type: 2, i: level }],
  });
  const graph = (level: number, opset: number) =>
    rewritten({ input: [port('x')], initializer: [scales], node: [product(level)] }, opset).node ?? [];
  expect(graph(1, 21)).toHaveLength(1);
  for (const opset of [13, 21]) {
    const nodes = graph(4, opset);
    const last = nodes.at(-1);
    expect(last).toMatchObject({ opType: 'MatMulNBits', input: [expect.stringContaining('__moved'), 'w', 's'] });
    expect(nodes.map(({ opType }) => opType)).toContain('RandomUniformLike');
    // Back in the type of the scales.
    expect(nodes.at(-2)).toMatchObject({ opType: 'Cast', output: [last?.input?.[0]], attribute: [{ i: 10 }] });
  }
});

test('weights in attributes of ai.onnx.ml are moved, and what is compared with them is not', () => {
  const floats = (name: string, ...values: number[]) => ({ name, type: 6, floats: values });
  const regression = (...attribute: NonNullable<Node['attribute']>): Node => ({
    ...node('LinearRegressor'),
    domain: 'ai.onnx.ml',
    attribute: [floats('coefficients', 0.5, -2, 3), floats('intercepts', 1), ...attribute],
  });
  const nodesOf = (one: Node) => rewritten({ input: [port('x')], node: [one] }).node ?? [];
  const nodes = nodesOf(regression());
  const [first] = nodes;
  const [coefficients, intercepts] = first?.attribute ?? [];
  for (const [index, value] of [0.5, -2, 3].entries()) {
    const moved = coefficients?.floats?.[index] ?? 0;
    expect(moved).not.toBe(value);
    expect(Math.abs(moved / value - 1)).toBeLessThan(2 ** -22);
  }
  expect(intercepts?.floats?.[0]).not.toBe(1);
  // The same sum in order, with the same coefficients.
  expect(nodes.map(({ opType }) => opType)).toContain('CumSum');
  expect(nodes.at(-1)).toMatchObject({ opType: 'Add', output: ['m'] });
  expect(nodesOf(regression({ name: 'post_transform', type: 3, s: Buffer.from('PROBIT') }))).toHaveLength(1);
  const tree = {
    ...node('TreeEnsembleRegressor'),
    domain: 'ai.onnx.ml',
    attribute: [floats('nodes_values', 0.5, 2), floats('target_weights', 7)],
  };
  const [splits, leaves] = nodesOf(tree)[0]?.attribute ?? [];
  expect(splits?.floats).toEqual([0.5, 2]);
  expect(leaves?.floats?.[0]).not.toBe(7);
});

test.each(['Softmax', 'LogSoftmax'])('%s before operator set 13 is added up over all axes from its own on', (type) => {
  const nodes = rewritten({ input: [port('x')], node: [node(type)] }, 11).node ?? [];
  const maker = (name = '') => nodes.find(({ output }) => output?.[0] === name);
  const last = nodes.find(({ opType }) => opType === (type === 'Softmax' ? 'Div' : 'Sub'));
  // In the merged shape: the sum of [2, 3, 4] from axis 1 on is one of [2, 1], which does not fit the result itself.
  expect(maker(last?.input?.[0])?.opType).toBe('Reshape');
});
