import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSavedModel, type SavedModel } from '../../../src/formats/savedmodel/saved-model.js';
import { buildSavedConvModel, buildSavedModel, savedModelOneOperator } from '../../models/build-saved-model.js';

const folder = mkdtempSync(join(tmpdir(), 'saved-model-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(bytes: Uint8Array): ReturnType<typeof readSavedModel> {
  writeFileSync(join(folder, 'saved_model.pb'), bytes);
  return readSavedModel(folder);
}

function described(bytes: Uint8Array): SavedModel {
  const model = read(bytes);
  if ('fault' in model) throw new Error(JSON.stringify(model.fault));
  return model;
}

const faultOf = (bytes: Uint8Array) => {
  const model = read(bytes);
  return 'fault' in model ? model.fault : null;
};

test('signature, tensors behind it and operators', () => {
  const { signature, signatureKey, tensorNames, operators } = described(buildSavedConvModel());
  expect(signatureKey).toBe('serving_default');
  expect(signature).toEqual({
    inputs: [{ name: 'image', type: { kind: 'tensor', dtype: 'float32', shape: [1, 16, 16, 3] } }],
    outputs: [
      { name: 'features', type: { kind: 'tensor', dtype: 'float32', shape: [1, 16, 16, 8] } },
      { name: 'scores', type: { kind: 'tensor', dtype: 'float32', shape: [1, 5] } },
    ],
  });
  expect(tensorNames).toEqual({ image: 'image:0', features: 'relu:0', scores: 'softmax:0' });
  expect(operators).toContainEqual({ domain: 'tensorflow', type: 'Const', count: 3 });
});

test('sizes that are left open, scalars and unknown ranks', () => {
  const shapeOf = (shape: readonly number[] | null) => {
    const end = { tensor: 'x:0', dtype: 'string', shape } as const;
    const bytes = buildSavedModel({ nodes: [], signatures: { f: { inputs: { x: end }, outputs: {} } } });
    return described(bytes).signature.inputs[0]?.type;
  };
  expect(shapeOf([-1, 3])).toEqual({ kind: 'tensor', dtype: 'string', shape: [null, 3] });
  expect(shapeOf([])).toEqual({ kind: 'tensor', dtype: 'string', shape: [] });
  expect(shapeOf(null)).toEqual({ kind: 'tensor', dtype: 'string', shape: null });
});

test('signatures of TensorFlow’s own are none', () => {
  const none = { inputs: {}, outputs: {} };
  expect(faultOf(buildSavedModel({ nodes: [], signatures: { __saved_model_init_op: none } }))).toMatchObject({
    what: 'the SavedModel has no signature',
    next: expect.stringContaining('model.export'),
  });
});

test('an input of a type that no value has is told with its name', () => {
  const table = { tensor: 'table:0', dtype: 'float32', shape: [], type: 20 } as const;
  const bytes = buildSavedModel({ nodes: [], signatures: { f: { inputs: { table }, outputs: {} } } });
  expect(faultOf(bytes)).toMatchObject({
    what: 'an input or output has a type that the gate does not support',
    why: expect.stringContaining('table has type 20'),
  });
});

test('an empty and a cut-off file are faults', () => {
  const whole = savedModelOneOperator('float32');
  expect(faultOf(new Uint8Array())?.what).toBe('saved_model.pb is empty');
  expect(faultOf(whole.subarray(0, whole.length / 2))?.what).toBe('the file is truncated or damaged');
});

test.each([
  ['float32', 'Relu', null],
  ['float16', 'Relu', 'f16'],
  ['bfloat16', 'Relu', 'bf16'],
  // What weights are stored as says nothing of what is computed.
  ['bfloat16', 'Identity', null],
] as const)('%s of %s is arithmetic in %s', (dtype, op, narrow) => {
  expect(described(savedModelOneOperator(dtype, op)).narrow).toBe(narrow);
});
