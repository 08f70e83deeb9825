import { join } from 'node:path';
import { expect, test } from 'vitest';
import { faultyCopies } from '../../../scripts/numerics/faulty-copies.js';
import { quantisedModels } from '../../../scripts/numerics/quantised-models.js';
import { seededModels } from '../../../scripts/numerics/seeded-models.js';
import { signatureOfForm } from '../../../src/discover/form.js';
import { readForm } from '../../../src/discover/read-form.js';
import { scratchWith } from '../scratch.js';

const models = [...seededModels, ...quantisedModels];

test.each(models)('$id is read', async ({ build }) => {
  const form = await readForm(scratchWith({ 'model.onnx': build() }), 'model.onnx');
  expect(form.content).not.toHaveProperty('fault');
  expect(signatureOfForm(form)?.outputs.length).toBeGreaterThan(0);
});

test('a model is the same every time, and no other', () => {
  const built = () => models.map(({ build }) => Buffer.from(build()).toString('base64'));
  const first = built();
  expect(built()).toEqual(first);
  expect(new Set(first).size).toBe(models.length);
});

test('faulty copies differ from the model and from each other', () => {
  const [model] = seededModels.filter(({ id }) => id === 'conv-net');
  if (model === undefined) throw new Error('there is a conv-net');
  const folder = scratchWith({ 'model.onnx': model.build() });
  const copies = faultyCopies(join(folder, 'model.onnx'), 0);
  expect(new Set(copies.map(({ kind }) => kind))).toEqual(
    new Set([
      'swap-channels',
      'scale-weight-1.001',
      'scale-weight-1.01',
      'change-epsilon',
      'round-weights-float16',
      'round-weights-bfloat16',
      'pad-other-side',
      'pool-divisor',
    ]),
  );
  const contents = new Set(
    [model.build(), ...copies.map(({ bytes }) => bytes())].map((bytes) => Buffer.from(bytes).toString('base64')),
  );
  expect(contents.size).toBe(copies.length + 1);
});
