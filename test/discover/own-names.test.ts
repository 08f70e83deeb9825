import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { discoverModels } from '../../src/discover/discover-models.js';
import { ownNames } from '../../src/discover/own-names.js';
import type { Format } from '../../src/types.js';
import type { NamesMap } from '../../src/values/correspondence.js';
import { buildTfliteConvModel } from '../models/build-tflite.js';
import { float32, form } from '../plan/facts.js';
import { hostIn, repositoryOf } from './repository.js';

const port = (name: string) => ({ name, type: float32 });

/** One input and two outputs, by name or by [name, second name]. */
function formOf(format: Format, ports: readonly (string | readonly [string, string])[], names: NamesMap = {}) {
  const [input = '', ...outputs] = ports.map((one) => (typeof one === 'string' ? one : one[0]));
  const signature = { inputs: [port(input)], outputs: outputs.map(port) };
  const otherNames = Object.fromEntries(ports.filter((one) => typeof one !== 'string'));
  return { ...form(`m.${format}`, { format, signature, companions: [], otherNames }), names };
}

const TENSORS = ['in:0', 'out:0', 'out:1'];
const SIGNED = [
  ['image', 'in:0'],
  ['probs', 'out:0'],
  ['logits', 'out:1'],
] as const;
const joined = { 'in:0': 'image', 'out:0': 'probs', 'out:1': 'logits' };

test('names that a converter kept beside those of the signature join two forms, either way round', () => {
  expect(ownNames(formOf('onnx', TENSORS), formOf('tflite', SIGNED))).toEqual(joined);
  expect(ownNames(formOf('tflite', SIGNED), formOf('onnx', TENSORS))).toEqual({
    image: 'in:0',
    probs: 'out:0',
    logits: 'out:1',
  });
});

test('equal names are left alone, whatever the second ones say', () => {
  const swapped = [
    ['image', 'in:0'],
    ['probs', 'logits'],
    ['logits', 'probs'],
  ] as const;
  expect(ownNames(formOf('onnx', ['image', 'probs', 'logits']), formOf('tflite', swapped))).toEqual({});
});

test('the config decides, and may use either name', () => {
  const given = { 'out:0': 'out:1', 'out:1': null };
  expect(ownNames(formOf('onnx', TENSORS), formOf('tflite', SIGNED, given))).toEqual({
    'in:0': 'image',
    'out:0': 'logits',
    'out:1': null,
  });
});

test('names that are nowhere else stay unmatched', () => {
  expect(ownNames(formOf('onnx', ['x', 'y', 'z']), formOf('tflite', SIGNED))).toEqual({});
  expect(ownNames(formOf('onnx', ['x', 'y', 'z']), formOf('tflite', SIGNED, { y: 'misspelt' }))).toEqual({
    y: 'misspelt',
  });
});

test('the forms of a model are joined when it is discovered', async () => {
  const root = repositoryOf({ 'a.tflite': buildTfliteConvModel(), 'b.tflite': buildTfliteConvModel() });
  const config = configSchema.parse({
    models: [{ id: 'm', forms: ['a.tflite', { path: 'b.tflite', names: { scores: 'StatefulPartitionedCall:1' } }] }],
  });
  const [model] = await discoverModels(config, [], hostIn(root));
  expect(model?.forms.map(({ names }) => names)).toEqual([{}, { scores: 'scores' }]);
});
