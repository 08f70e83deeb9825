import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { faultyCopies } from '../../../scripts/numerics/faulty-copies.js';
import { quantisedModels } from '../../../scripts/numerics/quantised-models.js';
import { seededModels } from '../../../scripts/numerics/seeded-models.js';
import { signatureOfForm } from '../../../src/discover/form.js';
import { readForm } from '../../../src/discover/read-form.js';
import { scratchWith } from '../scratch.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const MODELS = [...seededModels, ...quantisedModels].map(({ id, build }) => ({ id, build, bytes: build() }));

test.each(MODELS)('$id is read', async ({ bytes }) => {
  const form = await readForm(scratchWith({ 'model.onnx': bytes }), 'model.onnx');
  expect(form.content).not.toHaveProperty('fault');
  expect(signatureOfForm(form)?.outputs.length).toBeGreaterThan(0);
});

test('a model is the same every time, and no other', () => {
  const sums = MODELS.map(({ bytes }) => sha256(bytes));
  expect(MODELS.map(({ build }) => sha256(build()))).toEqual(sums);
  expect(new Set(sums).size).toBe(MODELS.length);
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
