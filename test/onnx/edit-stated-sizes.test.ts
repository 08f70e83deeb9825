import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { editStatedSizes } from '../../src/onnx/edit-stated-sizes.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { contradicts, statedSizes } from '../../src/onnx/stated-sizes.js';
import { modelOf, port, temporaryFolder, writeModel } from './model-files.js';

function sized(name: string, ...sizes: readonly (number | string)[]): onnx.ValueInfoProto.$Properties {
  const dim = sizes.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: 1, shape: { dim } } } };
}

const inner = {
  name: 'inner',
  node: [{ opType: 'Neg', input: ['h'], output: ['n'] }],
  output: [sized('n', 3)],
  valueInfo: [sized('n', 3)],
};
const graph = {
  node: [
    { opType: 'Add', input: ['x', 'w'], output: ['h'] },
    { opType: 'If', input: ['c'], output: ['y'], attribute: [{ name: 'then_branch', type: 5, g: inner }] },
  ],
  initializer: [{ name: 'w', dims: [64], dataType: 1, rawData: new Uint8Array(256).fill(7) }],
  output: [sized('y', 3), sized('h', 'N')],
  valueInfo: [sized('h', 9), sized('elsewhere', 4)],
};
const rest = { functions: [{ name: 'f', domain: 'd', valueInfo: [sized('v', 2)] }] };

function edited(edit: Parameters<typeof editStatedSizes>[2]): onnx.ModelProto {
  const source = writeModel(modelOf(graph, rest));
  const target = join(temporaryFolder(), 'in', 'copy.onnx');
  editStatedSizes(source, target, edit);
  return onnx.ModelProto.decode(readFileSync(target));
}

/** As the reader of protobuf gives it back. */
const read = (message: onnx.ModelProto.$Properties) => onnx.ModelProto.decode(onnx.ModelProto.encode(message).finish());

test('a copy states no inner value, in branches and functions neither, and is the same otherwise', () => {
  const [add, choice] = graph.node;
  const plain = { ...inner, valueInfo: [] };
  const branch = { ...choice, attribute: [{ name: 'then_branch', type: 5, g: plain }] };
  const expected = modelOf(
    { ...graph, node: [{ ...add }, branch], valueInfo: [] },
    { functions: [{ name: 'f', domain: 'd' }] },
  );
  expect(edited({ open: new Set() })).toEqual(read(expected));
});

test('the sizes of outputs are left open where that is asked for, and keep their types', () => {
  const [y, h] = edited({ open: new Set(['y']) }).graph?.output ?? [];
  expect(y?.type?.tensorType).toMatchObject({ elemType: 1 });
  expect(y?.type?.tensorType?.shape).toBeNull();
  expect(h?.type?.tensorType?.shape?.dim).toHaveLength(1);
});

test('nodes and outputs are added to the outermost graph', () => {
  const copy = edited({
    open: new Set(),
    nodes: [{ opType: 'Shape', input: ['h'], output: ['s'] }],
    outputs: [port('s')],
  });
  expect(copy.graph?.node?.map(({ opType }) => opType)).toEqual(['Add', 'If', 'Shape']);
  expect(copy.graph?.output?.map(({ name }) => name)).toEqual(['y', 'h', 's']);
  expect(copy.graph?.initializer?.[0]?.rawData).toHaveLength(256);
});

test('what is stated of values that nodes make is listed, and compared with the sizes that they have', () => {
  const stated = statedSizes(graph);
  expect(stated).toEqual([
    { name: 'h', shape: [9], isOutput: false },
    { name: 'y', shape: [3], isOutput: true },
    { name: 'h', shape: [null], isOutput: true },
  ]);
  const [inside, , open] = stated;
  if (inside === undefined || open === undefined) throw new Error('there are three');
  expect([[9], [8], [9, 1]].map((shape) => contradicts(inside, shape))).toEqual([false, true, true]);
  expect([[1], [8], []].map((shape) => contradicts(open, shape))).toEqual([false, false, true]);
});
