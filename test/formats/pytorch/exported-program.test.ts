import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportedProgramReader } from '../../../src/discover/formats/exported-program.js';
import { findReader, readForm } from '../../../src/discover/read-form.js';
import { exportedProgram } from '../../adapters/fixtures/exported-program.js';
import { torchscript } from '../../adapters/fixtures/torchscript.js';
import { folderOf } from '../../discover/repository.js';
import { archive } from './archives.js';

const described = (content: Uint8Array) =>
  exportedProgramReader.read(join(folderOf({ 'net.pt2': content }), 'net.pt2'));
const float32 = (shape: readonly unknown[]) => ({ kind: 'tensor', dtype: 'float32', shape });
const int64 = (shape: readonly unknown[]) => ({ kind: 'tensor', dtype: 'int64', shape });

test('the signature is that of forward, outputs called by their place or key', () => {
  expect(described(exportedProgram('conv'))).toMatchObject({
    signature: {
      inputs: [{ name: 'image', type: float32([1, 3, 16, 16]) }],
      outputs: [
        { name: 'scores', type: float32([1, 5]) },
        { name: 'features', type: float32([1, 8, 16, 16]) },
      ],
    },
    operators: expect.arrayContaining([{ domain: 'aten', type: 'conv2d', count: 1 }]),
  });
});

test('arguments may be nested, numbers that change are inputs, those that do not are none', () => {
  const read = described(exportedProgram('nested'));
  const signature = 'fault' in read ? null : read.signature;
  expect(signature).toEqual({
    inputs: [
      { name: 'X', type: float32([expect.stringMatching(/^s\d+$/), 3]) },
      { name: 'pair_0', type: float32([2]) },
      { name: 'pair_1', type: int64([3]) },
      { name: 'rows', type: int64([]) },
      { name: 'named_k', type: float32([2]) },
    ],
    outputs: [
      { name: 'output_0', type: float32([expect.stringMatching(/^s\d+$/), 3]) },
      { name: 'output_1_0', type: float32([2]) },
      { name: 'last', type: int64([3]) },
    ],
  });
});

test('it is found by its content, whatever it is called', () => {
  expect(findReader(folderOf({ 'net.bin': exportedProgram('conv') }), 'net.bin')?.format).toBe('exported-program');
});

test('a description that another release wrote leaves the signature open', async () => {
  for (const text of ['{}', 'no JSON', '{"graph_module": {"graph": {"nodes": []}}}'])
    expect(described(await archive({ 'net/models/model.json': text, 'net/archive_format': 'pt2' }))).toEqual({
      format: 'exported-program',
      signature: null,
      companions: [],
      ...(text === 'no JSON' && { code: ['has a description that cannot be looked at'] }),
    });
  expect(described(await archive({ 'serialized_exported_program.json': '{}', version: '8' }))).toMatchObject({
    signature: null,
  });
});

test('normalisations that depend on the batch at hand are counted', async () => {
  const normalised = (training: boolean) => ({
    target: 'torch.ops.aten.batch_norm.default',
    inputs: [
      { name: 'input', arg: { as_tensor: { name: 'x' } } },
      { name: 'training', arg: { as_bool: training } },
    ],
  });
  const leaf = '[1,{"type":null,"context":null,"children_spec":[]}]';
  const program = {
    graph_module: {
      graph: { nodes: [normalised(true), normalised(false), normalised(true)], tensor_values: {} },
      signature: { input_specs: [], output_specs: [] },
      module_call_graph: [{ fqn: '', signature: { in_spec: leaf, out_spec: leaf } }],
    },
  };
  const text = JSON.stringify(program);
  expect(described(await archive({ 'net/models/model.json': text, 'net/archive_format': 'pt2' }))).toMatchObject({
    batchStatistics: 2,
  });
});

test('a description that is nested without end is left aside', async () => {
  const leaf = '{"type":null,"context":null,"children_spec":[]}';
  const deep = 50_000;
  const tree = `${'{"type":"builtins.tuple","context":"null","children_spec":['.repeat(deep)}${leaf}${']}'.repeat(deep)}`;
  const program = {
    graph_module: {
      graph: { nodes: [], tensor_values: {} },
      signature: { input_specs: [], output_specs: [] },
      module_call_graph: [{ fqn: '', signature: { in_spec: `[1,${tree}]`, out_spec: `[1,${leaf}]` } }],
    },
  };
  expect(described(await archive({ 'net/models/model.json': JSON.stringify(program) }))).toMatchObject({
    signature: null,
  });
});

test.each([
  ['cut off', exportedProgram('conv').subarray(0, 900), 'the file is truncated or damaged'],
  ['TorchScript', torchscript('conv'), 'the file is TorchScript, not an exported program'],
  [
    'compiled',
    await archive({ 'net/data/aotinductor/model/model.so': 'x', 'net/archive_format': 'pt2' }),
    /^the file holds machine code/,
  ],
  ['weights', await archive({ 'net/data.pkl': 'x' }), /^the file holds weights/],
])('%s is a fault', async (_, content, what) => {
  const { content: read } = await readForm(folderOf({ 'net.pt2': content }), 'net.pt2');
  expect(read).toMatchObject({ format: 'exported-program', fault: { what: expect.stringMatching(what) } });
});

test.each([
  [[7, 5], undefined],
  [[7, 6], 'f16'],
  [[7, 6, 13], 'bf16'],
])('tensors of the types %j: the narrowest float type is told', async (dtypes, narrow) => {
  const tensor_values = Object.fromEntries(dtypes.map((dtype, index) => [`t${index}`, { dtype, sizes: [] }]));
  const program = {
    graph_module: {
      // As autocast is written: all that it covers is the graph of an argument.
      graph: {
        nodes: [{ target: 'torch.ops.higher_order.wrap_with_autocast', inputs: [{ graph: { tensor_values } }] }],
        tensor_values: {},
      },
      signature: { input_specs: [], output_specs: [] },
      module_call_graph: [{ fqn: '', signature: null }],
    },
  };
  const content = await archive({ 'net/models/model.json': JSON.stringify(program), 'net/archive_format': 'pt2' });
  expect(described(content)).toMatchObject(narrow === undefined ? { format: 'exported-program' } : { narrow });
  if (narrow === undefined) expect(described(content)).not.toHaveProperty('narrow');
});
