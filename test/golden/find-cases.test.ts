import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { findCases } from '../../src/golden/find-cases.js';
import { repository } from './repository.js';

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of cleanup.splice(0)) await remove();
});

async function rootWith(...paths: string[]): Promise<string> {
  const { root, remove } = await repository(Object.fromEntries(paths.map((path) => [path, ''])));
  cleanup.push(remove);
  return root;
}

const model = { model: 'models/net', form: 'models/net.v1.onnx' };

test('every layout, in both usual places, by name with numbers in their order', async () => {
  const root = await rootWith(
    'golden/models/net/one.inputs.npz',
    'golden/models/net/one.outputs.safetensors',
    'golden/models/net/two.inputs.json',
    'golden/models/net/lone.npz',
    'golden/models/net/provenance.json',
    'golden/models/net/README.md',
    'golden/models/net/.hidden.npz',
    'golden/models/net/arrays/inputs/x.npy',
    'golden/models/net/arrays/inputs/enc/mask.npy',
    'golden/models/net/arrays/inputs/notes.txt',
    'golden/models/net/arrays/outputs/y.npy',
    'golden/models/net/other-model/case.inputs.npz',
    'models/net.v1.golden/test_data_set_10/input_0.pb',
    'models/net.v1.golden/test_data_set_2/input_0.pb',
    'models/net.v1.golden/test_data_set_2/input_10.pb',
    'models/net.v1.golden/test_data_set_2/input_9.pb',
    'models/net.v1.golden/test_data_set_2/output_0.pb',
    'models/net.v1.golden/not_a_test_data_set/input_0.pb',
  );
  const here = 'golden/models/net';
  const sets = 'models/net.v1.golden';
  expect(await findCases({ root, ...model })).toEqual([
    {
      name: 'arrays',
      source: `${here}/arrays`,
      inputs: {
        layout: 'npy-folder',
        files: [
          { name: 'enc/mask', path: `${here}/arrays/inputs/enc/mask.npy` },
          { name: 'x', path: `${here}/arrays/inputs/x.npy` },
        ],
      },
      expected: { layout: 'npy-folder', files: [{ name: 'y', path: `${here}/arrays/outputs/y.npy` }] },
    },
    {
      name: 'lone',
      source: `${here}/lone.npz`,
      inputs: { layout: 'archive', format: 'npz', path: `${here}/lone.npz` },
      expected: null,
    },
    {
      name: 'one',
      source: `${here}/one.inputs.npz`,
      inputs: { layout: 'archive', format: 'npz', path: `${here}/one.inputs.npz` },
      expected: { layout: 'archive', format: 'safetensors', path: `${here}/one.outputs.safetensors` },
    },
    {
      name: 'test_data_set_2',
      source: `${sets}/test_data_set_2`,
      inputs: {
        layout: 'onnx-test-data',
        files: [0, 9, 10].map((index) => ({ index, path: `${sets}/test_data_set_2/input_${index}.pb` })),
      },
      expected: { layout: 'onnx-test-data', files: [{ index: 0, path: `${sets}/test_data_set_2/output_0.pb` }] },
    },
    {
      name: 'test_data_set_10',
      source: `${sets}/test_data_set_10`,
      inputs: { layout: 'onnx-test-data', files: [{ index: 0, path: `${sets}/test_data_set_10/input_0.pb` }] },
      expected: null,
    },
    {
      name: 'two',
      source: `${here}/two.inputs.json`,
      inputs: { layout: 'archive', format: 'json', path: `${here}/two.inputs.json` },
      expected: null,
    },
  ]);
});

test('a model without goldens has none', async () => {
  expect(await findCases({ root: await rootWith('models/net.v1.onnx'), ...model })).toEqual([]);
});

test('a form whose folder would have too long a name has none', async () => {
  expect(await findCases({ root: await rootWith('a'), model: 'net', form: `${'n'.repeat(250)}.onnx` })).toEqual([]);
});

test('a configured folder is the only place, and has to hold cases', async () => {
  const root = await rootWith('golden/models/net/a.npz', 'tests/data/b.npz', 'empty/README.md');
  expect((await findCases({ root, ...model, folder: './tests/data/' })).map(({ source }) => source)).toEqual([
    'tests/data/b.npz',
  ]);
  await expect(findCases({ root, ...model, folder: 'none' })).rejects.toThrow(
    'none: the golden folder of model models/net does not exist',
  );
  await expect(findCases({ root, ...model, folder: 'empty' })).rejects.toThrow('has no golden cases');
  await expect(findCases({ root, ...model, folder: '../elsewhere' })).rejects.toThrow('outside the repository');
});

test.each([
  [['a.outputs.npz'], 'golden case a has expected outputs but no inputs'],
  [['a.inputs.npz', 'a.inputs.json'], 'golden case a is defined twice'],
  [['a.inputs.npz', 'a.outputs.npz', 'a.outputs.json'], 'golden case a is defined twice'],
  [['a.npz', 'a/inputs/x.npy'], 'golden case a is defined twice'],
])('%s: refused', async (names, message) => {
  const root = await rootWith(...names.map((name) => `golden/models/net/${name}`));
  await expect(findCases({ root, ...model })).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringContaining(message),
  });
});

test('a link to a folder is refused', async () => {
  const root = await rootWith('elsewhere/inputs/x.npy', 'golden/models/net/a.npz');
  await symlink(join(root, 'elsewhere'), join(root, 'golden/models/net/b'));
  await expect(findCases({ root, ...model })).rejects.toThrow(
    'golden/models/net/b: the golden folder is a symbolic link',
  );
});

test('files that are no goldens are named where there are no others', async () => {
  const { root, remove } = await repository({
    'golden/net/x.bin': '1',
    'golden/net/y.pkl': '2',
    'golden/net/README.md': '3',
  });
  cleanup.push(remove);
  await expect(findCases({ root, model: 'net', form: 'net.onnx' })).rejects.toThrow('x.bin, y.pkl were ignored');
});

test('everything that is wrong is said at once', async () => {
  const { root, remove } = await repository({
    'golden/net/a.outputs.npz': '1',
    'golden/net/b.outputs.npz': '2',
    'golden/net/c.inputs.npz': '3',
    'golden/net/c.npz': '4',
  });
  cleanup.push(remove);
  const found = findCases({ root, model: 'net', form: 'net.onnx' });
  await expect(found).rejects.toThrow(/case a has expected[\s\S]*case b has expected[\s\S]*case c is defined twice/);
});
