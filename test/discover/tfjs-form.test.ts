import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { discoverModels } from '../../src/discover/discover-models.js';
import { readForm } from '../../src/discover/read-form.js';
import { buildDenseModel } from '../models/build-model.js';
import { buildTfjsConvModel, TFJS_SHARD, tfjsConvWeights } from '../models/build-tfjs.js';
import { folderOf, hostIn, repositoryOf } from './repository.js';

const FILES = {
  'web/net/model.json': buildTfjsConvModel(),
  [`web/net/${TFJS_SHARD}`]: tfjsConvWeights(),
  // Neither model.json nor a JSON file that names layers makes a model.
  'web/other/model.json': '{"name": "a model of a car"}',
  'web/package.json': '{"name": "web"}',
  'web/net/beside.onnx': buildDenseModel(),
};

test.each([
  ['everything', undefined, ['web/net', 'web/net/beside']],
  ['the folder', 'web/net', ['web/net']],
  ['the folder with a slash', 'web/net/', ['web/net']],
  ['the file', 'web/net/model.json', ['web/net']],
  ['a pattern', 'web/**/model.json', ['web/net', 'web/other']],
])('a model is found by %s, under the name of its folder', async (_, path, ids) => {
  const config = configSchema.parse(path === undefined ? {} : { models: [{ path }] });
  const models = await discoverModels(config, [], hostIn(repositoryOf(FILES)));
  expect(models.map(({ id }) => id).sort()).toEqual(ids);
  const [model] = models.filter(({ id }) => id === 'web/net');
  expect(model?.forms.map((form) => [form.path, form.content.format])).toEqual([['web/net/model.json', 'tfjs']]);
});

test('another name of the file is told by its content', async () => {
  const root = folderOf({ 'graph.json': buildTfjsConvModel(), [TFJS_SHARD]: tfjsConvWeights() });
  const form = await readForm(root, 'graph.json');
  expect(form.content.format).toBe('tfjs');
  expect(form.bytes).toBe(buildTfjsConvModel().length + tfjsConvWeights().length);
});

test('the hash is that of the weights too', async () => {
  const read = async (weights: Uint8Array) =>
    (await readForm(folderOf({ 'model.json': buildTfjsConvModel(), [TFJS_SHARD]: weights }), 'model.json')).sha256;
  const changed = tfjsConvWeights().map((byte, index) => (index === 5 ? byte ^ 1 : byte));
  expect(await read(tfjsConvWeights())).not.toBe(await read(changed));
});
