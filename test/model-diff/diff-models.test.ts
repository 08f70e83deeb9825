import { expect, test } from 'vitest';
import { diffModels } from '../../src/model-diff/diff-models.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { buildModel, type ModelSpec, type NodeSpec, weight } from '../models/build-model.js';
import { type ModelMessage, writeBytes, writeModel } from '../onnx/model-files.js';
import { attributes, fileOf, IMAGE, int64s, nodesFor, reading, TEXT } from './two-networks.js';

function changes(a: Uint8Array, b: Uint8Array): readonly string[] {
  const found = diffModels(writeBytes(a, 'a.onnx'), writeBytes(b, 'b.onnx'));
  if ('fault' in found) throw new Error(found.fault.what);
  return found.changes.map(({ text }) => text);
}

/** Every value and node by another name. */
function renamed(spec: ModelSpec): ModelSpec {
  const ports = new Set([...spec.inputs, ...spec.outputs].map(({ name }) => name));
  const name = (old: string) => (ports.has(old) || old === '' ? old : `other/${old}`);
  return {
    ...spec,
    weights: (spec.weights ?? []).map((one) => ({ ...one, name: name(one.name) })),
    nodes: spec.nodes.map((node, index) => ({
      ...node,
      name: `node_${index}`,
      inputs: node.inputs.map(name),
      outputs: node.outputs.map(name),
    })),
  };
}

/** Initialisers written as Constant nodes. */
function asConstantNodes(bytes: Uint8Array): Uint8Array {
  const model = onnx.ModelProto.decode(bytes);
  const graph = model.graph ?? {};
  const nodes = (graph.initializer ?? []).map((t) => ({
    opType: 'Constant',
    output: [t.name ?? ''],
    attribute: [{ name: 'value', type: 4, t }],
  }));
  return onnx.ModelProto.encode({
    ...model,
    graph: { ...graph, initializer: [], node: [...nodes, ...(graph.node ?? [])] },
  }).finish();
}

test.each([
  ['the same file', fileOf(IMAGE)],
  ['other names', fileOf(IMAGE, renamed)],
  ['constants as nodes', asConstantNodes(fileOf(IMAGE))],
  ['defaults written out', fileOf(IMAGE, attributes({ group: { int: 1 }, dilations: { ints: [1, 1] } }, 'c1', 'c2'))],
])('%s is no change', (_, other) => {
  expect(changes(fileOf(IMAGE), other)).toEqual([]);
});

test('the other way of writing GELU is no change', () => {
  const gelu = nodesFor(['argument', 'erf', 'cumulative', 'product', 'activated'], {
    op: 'Gelu',
    inputs: ['dense'],
    outputs: ['activated'],
  });
  expect(changes(fileOf(TEXT), fileOf(TEXT, gelu))).toEqual([]);
});

test('what is alike is told once, whatever the names', () => {
  const layers = Array.from({ length: 12 }, (_, index) => index);
  const spec = (epsilon: number, prefix: string): ModelSpec => ({
    inputs: [{ name: 'x', dtype: 'float32', shape: ['N', 4] }],
    outputs: [{ name: 'y11', dtype: 'float32', shape: ['N', 4] }],
    weights: [weight('one', [4], [1, 1, 1, 1]), weight('zero', [4], [0, 0, 0, 0])],
    nodes: layers.map((index) => ({
      op: 'BatchNormalization',
      name: `${prefix}${index}`,
      inputs: [index === 0 ? 'x' : `y${index - 1}`, 'one', 'zero', 'zero', 'one'],
      outputs: [`y${index}`],
      attributes: { epsilon: { float: epsilon } },
    })),
  });
  expect(changes(buildModel(spec(1e-5, 'a')), buildModel(spec(1e-3, 'b')))).toEqual([
    'epsilon 1e-5 → 0.001 in 12 BatchNormalizations',
  ]);
});

test.each<[string, (spec: ModelSpec) => ModelSpec, readonly string[]]>([
  [
    'another operator',
    nodesFor(['r1'], { op: 'LeakyRelu', name: 'act', inputs: ['n1'], outputs: ['r1'] }),
    ['LeakyRelu instead of Relu at `act`'],
  ],
  [
    'a node more',
    (spec) =>
      reading(
        'g',
        'g2',
      )(
        nodesFor(
          ['flat'],
          { op: 'Dropout', name: 'drop', inputs: ['g'], outputs: ['g2'] },
          { op: 'Flatten', inputs: ['g'], outputs: ['flat'] },
        )(spec),
      ),
    ['added: Dropout `drop`'],
  ],
  [
    'operands exchanged',
    nodesFor(['centred'], { op: 'Sub', name: 'sub', inputs: ['mean', 'image'], outputs: ['centred'] }),
    ['the two inputs of Sub `sub` are exchanged'],
  ],
  ['another operator set', (spec) => ({ ...spec, opset: 18 }), ['opset 17 → 18']],
  [
    'another input size',
    (spec) => ({ ...spec, inputs: [{ name: 'image', dtype: 'float32', shape: [1, 3, 32, 32] }] }),
    ['input `image`: float32[1, 3, 16, 16] → float32[1, 3, 32, 32]'],
  ],
  [
    'another name of an output',
    (spec) => ({
      ...reading('probabilities', 'scores')(spec),
      outputs: [{ name: 'scores', dtype: 'float32', shape: [1, 10] }],
      nodes: spec.nodes.map((node): NodeSpec => (node.op === 'Softmax' ? { ...node, outputs: ['scores'] } : node)),
    }),
    ['output `probabilities` is called `scores`'],
  ],
])('%s', (_, edit, expected) => {
  expect(changes(fileOf(IMAGE), fileOf(IMAGE, edit))).toEqual(expected);
});

test('element types have names', () => {
  const cast = (int: number, dtype: 'int64' | 'int32') =>
    buildModel({
      inputs: [{ name: 'x', dtype: 'float32', shape: [2] }],
      outputs: [{ name: 'y', dtype, shape: [2] }],
      nodes: [{ op: 'Cast', name: 'cast', inputs: ['x'], outputs: ['y'], attributes: { to: { int } } }],
    });
  expect(changes(cast(7, 'int64'), cast(6, 'int32'))).toContain('to int64 → int32 in Cast `cast`');
});

test('commutative operands may change places', () => {
  const swapped = nodesFor(['residual'], { op: 'Add', inputs: ['o', 'x'], outputs: ['residual'] });
  expect(changes(fileOf(TEXT), fileOf(TEXT, swapped))).toEqual([]);
});

test('layer normalisation is no change when it is written as one operator, and its epsilon is named', () => {
  const scalar = (name: string, value: number) => weight(name, [], [value]);
  const last = (inputs: string[], output: string): NodeSpec => ({
    op: 'ReduceMean',
    inputs,
    outputs: [output],
    attributes: { axes: { ints: [-1] } },
  });
  const written = (epsilon: number) => (spec: ModelSpec) =>
    nodesFor(
      ['n'],
      last(['residual'], 'mean'),
      { op: 'Sub', inputs: ['residual', 'mean'], outputs: ['centred'] },
      { op: 'Pow', inputs: ['centred', 'two'], outputs: ['square'] },
      last(['square'], 'variance'),
      { op: 'Add', inputs: ['variance', 'epsilon'], outputs: ['sum'] },
      { op: 'Sqrt', inputs: ['sum'], outputs: ['deviation'] },
      { op: 'Div', inputs: ['centred', 'deviation'], outputs: ['quotient'] },
      { op: 'Mul', inputs: ['quotient', 'norm.scale'], outputs: ['scaled'] },
      { op: 'Add', name: 'norm', inputs: ['scaled', 'norm.bias'], outputs: ['n'] },
    )({ ...spec, weights: [...(spec.weights ?? []), scalar('two', 2), scalar('epsilon', epsilon)] });
  expect(changes(fileOf(TEXT), fileOf(TEXT, written(1e-5)))).toEqual([]);
  expect(changes(fileOf(TEXT), fileOf(TEXT, written(1e-3)))).toEqual([
    'epsilon 1e-5 → 0.001 in LayerNormalization `norm`',
  ]);
});

test('a setting that moved from an attribute to an input is no change, and a change of it is named', () => {
  const model = (opset: number, axes: { readonly attribute: number } | { readonly input: number }) =>
    buildModel({
      inputs: [{ name: 'x', dtype: 'float32', shape: [2, 3, 4] }],
      outputs: [{ name: 'y', dtype: 'float32', shape: [2, 3, 4] }],
      weights: 'input' in axes ? [int64s('axes', [1], [axes.input])] : [],
      opset,
      nodes: [
        {
          op: 'ReduceMean',
          name: 'mean',
          inputs: 'input' in axes ? ['x', 'axes'] : ['x'],
          outputs: ['m'],
          attributes: 'attribute' in axes ? { axes: { ints: [axes.attribute] } } : {},
        },
        { op: 'Sub', inputs: ['x', 'm'], outputs: ['y'] },
      ],
    });
  expect(changes(model(17, { attribute: 1 }), model(18, { input: 1 }))).toEqual(['opset 17 → 18']);
  expect(changes(model(17, { attribute: 1 }), model(18, { input: 2 }))).toEqual([
    'axes [1] → [2] in ReduceMean `mean`',
    'opset 17 → 18',
  ]);
});

test('a whole layer that is gone is told as that', () => {
  const without = nodesFor(['up', 'dense']);
  const found = changes(fileOf(TEXT), fileOf(TEXT, without, reading('dense', 'n')));
  expect(found).toEqual(['removed: MatMul `up` and Add `up.bias`']);
});

test('branches that are exchanged are told', () => {
  const branch = (name: string, opType: string) => ({
    name,
    type: 5,
    g: { output: [{ name: opType }], node: [{ opType, name: opType, input: ['x'], output: [opType] }] },
  });
  const model = (...branches: ReturnType<typeof branch>[]): ModelMessage => ({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      input: ['condition', 'x'].map((name, index) => ({
        name,
        type: { tensorType: { elemType: index === 0 ? 9 : 1, shape: { dim: [] } } },
      })),
      output: [{ name: 'y', type: { tensorType: { elemType: 1, shape: { dim: [] } } } }],
      node: [{ opType: 'If', name: 'if', input: ['condition'], output: ['y'], attribute: branches }],
    },
  });
  const one = writeModel(model(branch('then_branch', 'Neg'), branch('else_branch', 'Abs')), 'a.onnx');
  const same = writeModel(model(branch('else_branch', 'Abs'), branch('then_branch', 'Neg')), 'b.onnx');
  const other = writeModel(model(branch('then_branch', 'Abs'), branch('else_branch', 'Neg')), 'c.onnx');
  expect(diffModels(one, same)).toMatchObject({ changes: [] });
  expect(diffModels(one, other)).toMatchObject({ changes: [{ text: 'the two branches of If `if` are exchanged' }] });
});

test('branches are compared too', () => {
  const branch = (name: string, value: number) => ({
    name,
    type: 5,
    g: {
      output: [{ name }],
      node: [{ opType: 'Elu', name, input: ['x'], output: [name], attribute: [{ name: 'alpha', type: 1, f: value }] }],
    },
  });
  const model = (alpha: number): ModelMessage => ({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      input: ['condition', 'x'].map((name, index) => ({
        name,
        type: { tensorType: { elemType: index === 0 ? 9 : 1, shape: { dim: [] } } },
      })),
      output: [{ name: 'y', type: { tensorType: { elemType: 1, shape: { dim: [] } } } }],
      node: [
        {
          opType: 'If',
          input: ['condition'],
          output: ['y'],
          attribute: [branch('then_branch', 1), branch('else_branch', alpha)],
        },
      ],
    },
  });
  const found = diffModels(writeModel(model(1), 'a.onnx'), writeModel(model(0.5), 'b.onnx'));
  expect(found).toMatchObject({
    changes: [{ kind: 'attribute', text: 'alpha 1 → 0.5 in Elu `else_branch`', count: 1 }],
  });
});

test('a file that cannot be read is a fault', () => {
  const good = writeBytes(fileOf(IMAGE), 'a.onnx');
  expect(diffModels(good, writeBytes(fileOf(IMAGE).subarray(0, 500), 'b.onnx'))).toHaveProperty('fault');
  expect(diffModels('/nowhere.onnx', good)).toHaveProperty('fault');
});

test('a difference in two unrelated models is bounded', () => {
  const found = diffModels(writeBytes(fileOf(IMAGE), 'a.onnx'), writeBytes(fileOf(TEXT), 'b.onnx'));
  if ('fault' in found) throw new Error(found.fault.what);
  expect(found.changes.length).toBeGreaterThan(0);
  expect(found.changes.length).toBeLessThanOrEqual(50);
});
