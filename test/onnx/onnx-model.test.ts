import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type OnnxModel, readOnnxModel } from '../../src/onnx/onnx-model.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { buildDenseModel } from '../models/build-model.js';
import { modelOf, port, temporaryFolder, writeBytes, writeModel } from './model-files.js';

function read(path: string): OnnxModel {
  const model = readOnnxModel(path);
  if ('fault' in model) throw new Error(`${model.fault.what}: ${model.fault.why}`);
  return model;
}

function faultOf(path: string) {
  const model = readOnnxModel(path);
  return 'fault' in model ? model.fault : null;
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}

/** A length-delimited field. */
function field(number: number, ...content: readonly (Uint8Array | readonly number[])[]): Buffer {
  const body = Buffer.concat(content.map((part) => Uint8Array.from(part)));
  return Buffer.concat([Buffer.from(varint(number * 8 + 2)), Buffer.from(varint(body.length)), body]);
}

/** `inner` within `depth` fields of each of these numbers, the last one outermost. */
function nested(inner: Buffer, depth: number, ...numbers: readonly number[]): Buffer {
  const parts = [inner];
  let length = inner.length;
  for (let level = 0; level < depth; level++)
    for (const number of numbers) {
      const head = Buffer.from([...varint(number * 8 + 2), ...varint(length)]);
      parts.push(head);
      length += head.length;
    }
  return Buffer.concat(parts.reverse());
}

test('describes signature, operators, operator sets and weights', () => {
  const model = read(writeBytes(buildDenseModel()));
  expect(model).toMatchObject({
    irVersion: 8,
    opsets: { 'ai.onnx': 17 },
    producer: 'portability-test',
    externalFiles: [],
  });
  expect(model.operators).toEqual([
    { domain: 'ai.onnx', type: 'Add', count: 1 },
    { domain: 'ai.onnx', type: 'MatMul', count: 2 },
    { domain: 'ai.onnx', type: 'Tanh', count: 1 },
  ]);
  expect(model.signature.inputs).toEqual([{ name: 'x', type: { kind: 'tensor', dtype: 'float32', shape: ['N', 8] } }]);
  expect(model.signature.outputs.map(({ name }) => name)).toEqual(['hidden', 'logits']);
  expect(model.weights.map(({ name, dtype, elements }) => [name, dtype, elements])).toEqual([
    ['W1', 'float32', 128],
    ['b1', 'float32', 16],
    ['W2', 'float32', 64],
  ]);
});

test('finds weights wherever ONNX allows them', () => {
  const numbers = { dims: [16], dataType: 1, rawData: new Uint8Array(64) };
  const branch = { name: 'b', initializer: [{ ...numbers, name: 'inBranch' }], output: [port('z')] };
  const functions = [
    {
      name: 'f',
      domain: 'own',
      node: [{ opType: 'Constant', output: ['inFunction'], attribute: [{ name: 'value', t: numbers }] }],
    },
  ];
  const model = read(
    writeModel(
      modelOf(
        {
          initializer: [
            { ...numbers, name: 'plain' },
            { dims: [16], dataType: 1, floatData: new Array(16).fill(1), name: 'floats' },
          ],
          sparseInitializer: [
            { values: { ...numbers, name: 'sparse' }, indices: { dims: [16], dataType: 7 }, dims: [99] },
          ],
          node: [
            { opType: 'Constant', output: ['constant'], attribute: [{ name: 'value', t: numbers }] },
            {
              opType: 'If',
              input: ['c'],
              output: ['y'],
              attribute: [
                { name: 'then_branch', g: branch },
                { name: 'else_branch', g: { name: 'e' } },
              ],
            },
          ],
        },
        { functions },
      ),
    ),
  );
  expect(model.weights.map(({ name, dtype }) => `${name} ${dtype}`)).toEqual([
    'plain float32',
    'floats float32',
    'sparse float32',
    'sparse (indices) int64',
    'constant float32',
    'inBranch float32',
    'inFunction float32',
  ]);
  const lengths = model.weights.map(({ payload }) => payload.pieces.map(({ length }) => length));
  expect(lengths).toEqual([[64], [64], [64], [], [64], [64], [64]]);
  expect(model.operators.map(({ type, count }) => `${count} ${type}`)).toEqual(['2 Constant', '1 If']);
});

test('an input that an initialiser feeds, dense or sparse, is none', () => {
  const model = modelOf({
    input: [port('x'), port('w'), port('s')],
    initializer: [{ name: 'w', dims: [1], dataType: 1, floatData: [1] }],
    sparseInitializer: [{ values: { name: 's', dims: [1], dataType: 1, floatData: [1] }, dims: [4] }],
  });
  expect(read(writeModel(model)).signature.inputs.map(({ name }) => name)).toEqual(['x']);
});

test('numbers written one by one are weights too, and take no memory each', () => {
  const one = [0x25, 0, 0, 128, 63];
  const count = 200_000;
  const tensor = Buffer.concat([
    Buffer.from([8, ...varint(count), 16, 1]),
    Buffer.from(Array.from({ length: count }, () => one).flat()),
    field(8, Buffer.from('unpacked')),
  ]);
  const graph = field(7, field(2, Buffer.from('g')), field(5, tensor));
  const path = writeBytes(Buffer.concat([Buffer.from([8, 8]), graph, field(8, [0x10, 17])]));
  expect(read(path).weights).toMatchObject([
    { name: 'unpacked', dtype: 'float32', elements: count, payload: { pieces: [] } },
  ]);
});

test('a file of 2.2 GiB is described in bounded memory, quickly', () => {
  const bytes = 2.2 * 2 ** 30 - ((2.2 * 2 ** 30) % 4);
  const rawHead = Buffer.from([...varint(9 * 8 + 2), ...varint(bytes)]);
  const name = field(8, Buffer.from('huge'));
  const tensorHead = Buffer.concat([Buffer.from([8, ...varint(bytes / 4), 16, 1]), name, rawHead]);
  const tensorBytes = tensorHead.length + bytes;
  const graphHead = field(2, Buffer.from('g'));
  const graphTail = field(12, onnx.ValueInfoProto.encode(port('y')).finish());
  const initialiser = Buffer.from([...varint(5 * 8 + 2), ...varint(tensorBytes)]);
  const graphBytes = graphHead.length + initialiser.length + tensorBytes + graphTail.length;
  const head = Buffer.concat([
    Buffer.from([8, 8, ...varint(7 * 8 + 2), ...varint(graphBytes)]),
    graphHead,
    initialiser,
    tensorHead,
  ]);
  const tail = Buffer.concat([graphTail, field(8, [0x10, 17])]);
  const path = join(temporaryFolder(), 'huge.onnx');
  const file = openSync(path, 'w');
  writeSync(file, head, 0, head.length, 0);
  ftruncateSync(file, head.length + bytes);
  writeSync(file, tail, 0, tail.length, head.length + bytes);
  closeSync(file);

  const before = process.memoryUsage().rss;
  const model = read(path);
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
  expect(model.weights).toMatchObject([
    { name: 'huge', elements: bytes / 4, payload: { pieces: [{ offset: head.length, length: bytes }] } },
  ]);
  expect(model.signature.outputs.map((output) => output.name)).toEqual(['y']);
}, 5000);

test('subgraphs nested without end are a fault', () => {
  const graph = nested(field(2, Buffer.from('g')), 5000, 6, 5, 1);
  const bytes = Buffer.concat([Buffer.from([8, 8]), field(7, graph), field(8, [0x10, 17])]);
  expect(faultOf(writeBytes(bytes))).toMatchObject({
    what: 'the file is truncated or damaged',
    why: expect.stringContaining('nest deeper'),
  });
});

test('types nested without end are a fault', () => {
  const type = nested(field(1, [8, 1]), 20_000, 1, 4);
  const graph = field(7, field(2, Buffer.from('g')), field(12, field(1, Buffer.from('y')), field(2, type)));
  const bytes = Buffer.concat([Buffer.from([8, 8]), graph, field(8, [0x10, 17])]);
  expect(faultOf(writeBytes(bytes))).toMatchObject({ what: 'the file is truncated or damaged' });
});

test('two graphs in one file are a fault: readers differ in which of them counts', () => {
  const graph = field(7, onnx.GraphProto.encode(modelOf({}).graph ?? {}).finish());
  const bytes = Buffer.concat([Buffer.from([8, 8]), graph, graph, field(8, [0x10, 17])]);
  expect(faultOf(writeBytes(bytes))?.why).toMatch(/a second graph in one model at byte \d+/);
});

test.each([
  ['no graph', { irVersion: 8, opsetImport: [{ version: 17 }] }, 'the file holds no graph'],
  ['no operator set', modelOf({}, { opsetImport: [] }), 'the file declares no operator set'],
  ['an untyped output', modelOf({ output: [{ name: 'y' }] }), 'the signature is incomplete'],
  [
    'an unknown element type',
    modelOf({ output: [{ name: 'y', type: { tensorType: { elemType: 99 } } }] }),
    'an input or output has a type that the gate does not support',
  ],
])('%s is a fault that says so', (_, message, what) => {
  expect(faultOf(writeModel(message))?.what).toBe(what);
});

test('what is no file is a fault', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'folder.onnx'));
  expect(faultOf(join(folder, 'none.onnx'))?.what).toBe('the file does not exist');
  expect(faultOf(join(folder, 'folder.onnx'))?.what).toBe('the file is not a regular file');
  expect(faultOf(writeBytes(new Uint8Array(0), 'empty.onnx', folder))?.what).toBe('the file is empty');
});
