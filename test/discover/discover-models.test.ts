import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { discoverModels } from '../../src/discover/discover-models.js';
import { buildDenseModel } from '../models/build-model.js';
import { folderOf, hostIn, repositoryOf } from './repository.js';

const net = buildDenseModel();

async function found(root: string, config: object = {}, filters: readonly string[] = []) {
  const models = await discoverModels(configSchema.parse(config), filters, hostIn(root));
  return models.map(({ id, forms }) => [id, ...forms.map(({ path }) => path)]);
}

test('without a config: every committed file that is a model', async () => {
  const root = repositoryOf({
    'models/nmp.onnx': net,
    'weights.bin': net,
    'with space/line\nbreak ü.onnx': net,
    'README.md': 'text',
    'ops/test_data_set_0/model.onnx': net,
    '.cache/test_data_set_12/input_0.onnx': net,
    'deep/node_modules/x/model.onnx': net,
  });
  writeFileSync(join(root, 'untracked.onnx'), net);
  expect(await found(root)).toEqual([
    ['models/nmp', 'models/nmp.onnx'],
    ['weights', 'weights.bin'],
    ['with space/line\nbreak ü', 'with space/line\nbreak ü.onnx'],
  ]);
});

test('outside of git every model counts', async () => {
  expect(await found(folderOf({ 'a.onnx': net }))).toEqual([['a', 'a.onnx']]);
});

test('ids are unique: the extension stays where it has to', async () => {
  expect(await found(repositoryOf({ 'a.onnx': net, 'a.bin': net, 'b.onnx': net }))).toEqual([
    ['a.bin', 'a.bin'],
    ['a.onnx', 'a.onnx'],
    ['b', 'b.onnx'],
  ]);
});

test('no id leads out of a folder', async () => {
  expect(await found(repositoryOf({ '...onnx': net, 'm/..onnx': net, 'm/a..onnx': net }))).toEqual([
    ['...onnx', '...onnx'],
    ['m/..onnx', 'm/..onnx'],
    ['m/a.', 'm/a..onnx'],
  ]);
});

test('entries name files, forms or patterns; a pattern takes what no other entry has', async () => {
  const root = repositoryOf({
    'm/a.onnx': net,
    'm/b.onnx': net,
    'm/c.onnx': net,
    '.hidden/d.onnx': net,
    'm/a.bin': net,
  });
  const models = [
    { path: 'm/*.onnx' },
    { id: 'special', path: './m/b.onnx' },
    { id: 'both', forms: ['m/a.onnx', { path: 'm\\a.bin', names: { x: 'input' } }] },
    { id: 'hidden', path: '**/d.onnx' },
  ];
  expect(await found(root, { models })).toEqual([
    ['m/c', 'm/c.onnx'],
    ['special', 'm/b.onnx'],
    ['both', 'm/a.onnx', 'm/a.bin'],
    ['hidden', '.hidden/d.onnx'],
  ]);
});

test('a file that is not committed yet may be named, and a name may look like a pattern', async () => {
  const root = repositoryOf({ 'a[1].onnx': net });
  writeFileSync(join(root, 'new.onnx'), net);
  expect(await found(root, { models: [{ path: 'new.onnx' }, { path: 'a[1].onnx' }] })).toEqual([
    ['new', 'new.onnx'],
    ['a[1]', 'a[1].onnx'],
  ]);
});

test.each([
  [
    'a typing error',
    { models: [{ path: 'models/npm.onnx' }] },
    'there is no file "models/npm.onnx"; did you mean "models/nmp.onnx"?',
  ],
  [
    'a folder left out',
    { models: [{ path: 'nmp.onnx' }] },
    'there is no file "nmp.onnx"; did you mean "models/nmp.onnx"?',
  ],
  ['nothing like it', { models: [{ forms: ['zzzzzzzzzzzz'] }] }, 'there is no file "zzzzzzzzzzzz"\n'],
  ['an absolute path', { models: [{ path: '/etc/passwd' }] }, '"/etc/passwd" is an absolute path'],
  ['an absolute path of Windows', { models: [{ path: 'C:\\net.onnx' }] }, 'is an absolute path'],
  ['a pattern without a match', { models: [{ path: '*.tflite' }] }, 'no committed file matches the pattern "*.tflite"'],
  [
    'one id twice',
    {
      models: [
        { id: 'a', path: 'models/nmp.onnx' },
        { id: 'a', path: 'b.onnx' },
      ],
    },
    'two models have the id "a"',
  ],
])('%s is the user’s mistake', async (_, config, message) => {
  const root = repositoryOf({ 'models/nmp.onnx': net, 'b.onnx': net });
  await expect(found(root, config)).rejects.toThrow(message);
  await expect(found(root, config)).rejects.toMatchObject({ name: 'UserError' });
});

test('filters are ids or patterns of ids and paths', async () => {
  const root = repositoryOf({ 'm/a.onnx': net, 'm/b.onnx': net, 'c.onnx': net });
  expect(await found(root, {}, ['m/a'])).toEqual([['m/a', 'm/a.onnx']]);
  expect(await found(root, {}, ['c', 'm/*.onnx'])).toHaveLength(3);
  expect(await found(root, {}, ['./m/b.onnx'])).toEqual([['m/b', 'm/b.onnx']]);
  await expect(found(root, {}, ['m/a', 'm/x'])).rejects.toThrow('no model is called "m/x"; did you mean "m/a"?');
  await expect(found(root, {}, [''])).rejects.toThrow('no model is called ""');
});

test('a form with a fault keeps its model in the list', async () => {
  const models = await discoverModels(configSchema.parse({}), [], hostIn(repositoryOf({ 'broken.onnx': 'text' })));
  expect(models[0]?.forms[0].content).toMatchObject({ fault: { what: 'the file is truncated or damaged' } });
});

test('a list under `extra` names outputs that only this form has; a name there is a name like any other', async () => {
  const root = repositoryOf({ 'a.onnx': net, 'b.onnx': net });
  const [output] = (
    await discoverModels(configSchema.parse({ models: [{ path: 'a.onnx' }] }), [], hostIn(root))
  ).flatMap(({ forms: [{ content }] }) => ('fault' in content ? [] : (content.signature?.outputs ?? [])));
  if (output === undefined) throw new Error('the net has an output');
  const second = async (names: object) => {
    const config = configSchema.parse({ models: [{ forms: ['a.onnx', { path: 'b.onnx', names }] }] });
    const [model] = await discoverModels(config, [], hostIn(root));
    return model?.forms[1];
  };
  expect(await second({ extra: [output.name] })).toMatchObject({ extraOutputs: [output.name] });
  expect((await second({ extra: output.name }))?.names).toMatchObject({ extra: output.name });
  await expect(second({ extra: [`${output.name}s`] })).rejects.toThrow(
    `b.onnx has no output called "${output.name}s"; did you mean "${output.name}"?`,
  );
});
