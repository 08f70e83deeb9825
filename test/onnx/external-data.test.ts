import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readOnnxModel } from '../../src/onnx/onnx-model.js';
import {
  externalTensor,
  type GraphMessage,
  type ModelMessage,
  modelOf,
  type TensorMessage,
  temporaryFolder,
  writeModel,
} from './model-files.js';

/** A repository with `models/` for the model and weights around it that it must not reach, and one that it may. */
function repository(): { models: string } {
  const root = temporaryFolder();
  const models = join(root, 'models');
  mkdirSync(join(models, 'inner'), { recursive: true });
  mkdirSync(join(root, 'secret'));
  const bytes = new Uint8Array(64);
  for (const path of [
    'secret/weights.bin',
    'models/weights.bin',
    'models/inner/weights.bin',
    'models/shared.bin',
    'models/a\\b',
  ])
    writeFileSync(join(root, path), bytes);
  writeFileSync(join(models, 'short.bin'), bytes.subarray(1));
  writeFileSync(
    join(models, 'pointer.bin'),
    `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\n`,
  );
  writeFileSync(join(models, 'page.bin'), `<!doctype html>${' '.repeat(64)}`);
  symlinkSync(join(root, 'secret', 'weights.bin'), join(models, 'link.bin'));
  symlinkSync(join(root, 'secret'), join(models, 'linked'));
  linkSync(join(models, 'shared.bin'), join(root, 'secret', 'shared.bin'));
  return { models };
}

function read(message: ModelMessage, { models } = repository()) {
  const model = readOnnxModel(writeModel(message, 'model.onnx', models));
  return 'fault' in model ? model.fault.what : model.externalFiles;
}

const withInitializer = (tensor: TensorMessage): ModelMessage => modelOf({ initializer: [tensor] });

test('files beside the model and below it are taken, each once', () => {
  const model = modelOf({
    initializer: [
      externalTensor('weights.bin', 16),
      externalTensor('weights.bin', 32, { offset: '32' }),
      externalTensor('inner/weights.bin'),
    ],
  });
  expect(read(model)).toEqual([
    { path: 'inner/weights.bin', bytes: 64 },
    { path: 'weights.bin', bytes: 64 },
  ]);
});

test.each([
  ['../secret/weights.bin', "is outside the model's folder"],
  ['w'.repeat(300), 'cannot be read'],
  ['inner/../../secret/weights.bin', "is outside the model's folder"],
  // Resolved by name it is models/weights.bin; resolved by the system it is a file beside the secret.
  ['linked/../weights.bin', "is outside the model's folder"],
  ['/etc/hostname', "is outside the model's folder"],
  ['C:/weights.bin', "is outside the model's folder"],
  ['.', "is outside the model's folder"],
  ['linked/weights.bin', 'is reached through a symbolic link'],
  ['link.bin', 'is reached through a symbolic link'],
  ['shared.bin', 'has several hard links'],
  ['short.bin', 'has 63 bytes, but the model needs 64'],
  ['pointer.bin', 'is a Git LFS pointer, not the weights'],
  ['page.bin', 'is a web page, not the weights'],
  ['none.bin', 'is missing'],
  ['weights.bin/inner', 'is missing'],
  [`${'n'.repeat(300)}.bin`, 'cannot be read'],
  ['inner', 'is not a regular file'],
  ['a\\b', 'is written with a backslash'],
])('%s %s', (location, problem) => {
  expect(read(withInitializer(externalTensor(location)))).toBe(
    `its external data file ${JSON.stringify(location)} ${problem}`,
  );
});

test.each([
  ['', 64, {}],
  ['a\0b', 64, {}],
  ['*/_ORT_MEM_ADDR_/*', 64, { offset: '4096' }],
  ['weights.bin', 64, { offset: '-8' }],
  ['weights.bin', -1, {}],
  ['weights.bin', 64, { offset: 'first' }],
  ['weights.bin', 64, { offset: '1e300' }],
])('place %j with length %d and %j is not valid', (location, length, more) => {
  expect(read(withInitializer(externalTensor(location, length, more)))).toBe(
    'it has external data without a valid location',
  );
});

test('a length that is not given is what the shape needs', () => {
  const { externalData, ...tensor } = externalTensor('short.bin');
  const place = (externalData ?? []).filter(({ key }) => key === 'location');
  expect(read(withInitializer({ ...tensor, externalData: place }))).toMatch(/has 63 bytes, but the model needs 64/);
});

test('external data hides nowhere', () => {
  const bad = externalTensor('../secret/weights.bin');
  const good = { dims: [1], dataType: 7, int64Data: [0] };
  const constant = { opType: 'Constant', output: ['c'], attribute: [{ name: 'value', t: bad }] };
  const graphs: Record<string, GraphMessage> = {
    initializer: { initializer: [bad] },
    'values of a sparse initializer': { sparseInitializer: [{ values: bad, indices: good, dims: [9] }] },
    'positions of a sparse initializer': { sparseInitializer: [{ values: good, indices: bad, dims: [9] }] },
    attribute: { node: [constant] },
    'list attribute': { node: [{ opType: 'Own', attribute: [{ name: 'all', tensors: [good, bad] }] }] },
    'sparse attribute': {
      node: [{ opType: 'Constant', attribute: [{ name: 'sparse_value', sparseTensor: { values: bad } }] }],
    },
    'sparse list attribute': {
      node: [{ opType: 'Own', attribute: [{ name: 'all', sparseTensors: [{ indices: bad }] }] }],
    },
    branch: { node: [{ opType: 'If', attribute: [{ name: 'then_branch', g: { name: 'b', node: [constant] } }] }] },
    'list of graphs': { node: [{ opType: 'Own', attribute: [{ name: 'all', graphs: [{ initializer: [bad] }] }] }] },
  };
  const models: Record<string, ModelMessage> = {
    ...Object.fromEntries(Object.entries(graphs).map(([place, graph]) => [place, modelOf(graph)])),
    function: modelOf({}, { functions: [{ name: 'f', node: [constant] }] }),
    'default of a function': modelOf({}, { functions: [{ name: 'f', attributeProto: [{ name: 'value', t: bad }] }] }),
    training: modelOf({}, { trainingInfo: [{ algorithm: { initializer: [bad] } }] }),
    initialisation: modelOf({}, { trainingInfo: [{ initialization: { node: [constant] } }] }),
  };
  for (const [place, model] of Object.entries(models))
    expect(read(model), place).toMatch(/is outside the model's folder/);
});
