import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readTfliteModel, type TfliteModel } from '../../../src/formats/tflite/tflite-model.js';
import { buildTflite, buildTfliteConvModel, tfliteOneOperator } from '../../models/build-tflite.js';

const folder = mkdtempSync(join(tmpdir(), 'tflite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(bytes: Uint8Array): ReturnType<typeof readTfliteModel> {
  const path = join(folder, 'model.tflite');
  writeFileSync(path, bytes);
  return readTfliteModel(path);
}

function described(bytes: Uint8Array): TfliteModel {
  const model = read(bytes);
  if ('fault' in model) throw new Error(JSON.stringify(model.fault));
  return model;
}

const faultOf = (bytes: Uint8Array) => {
  const model = read(bytes);
  return 'fault' in model ? model.fault : null;
};

test('names and their order are those of the signature, and the tensors keep a second name', () => {
  const { signature, signatureKey, tensorNames } = described(buildTfliteConvModel());
  expect(signatureKey).toBe('serving_default');
  expect(signature).toEqual({
    inputs: [{ name: 'image', type: { kind: 'tensor', dtype: 'float32', shape: [1, 16, 16, 3] } }],
    outputs: [
      { name: 'features', type: { kind: 'tensor', dtype: 'float32', shape: [1, 16, 16, 8] } },
      { name: 'scores', type: { kind: 'tensor', dtype: 'float32', shape: [1, 5] } },
    ],
  });
  expect(tensorNames).toEqual({
    image: 'serving_default_image:0',
    features: 'StatefulPartitionedCall:0',
    scores: 'StatefulPartitionedCall:1',
  });
});

test('without a signature the names of the tensors count; quantised ends keep their integers', () => {
  const { signature, signatureKey, tensorNames } = described(tfliteOneOperator('NEG', [2, -1], undefined, 'int8'));
  expect(signatureKey).toBeNull();
  expect(signature.inputs).toEqual([{ name: 'x', type: { kind: 'tensor', dtype: 'int8', shape: [2, null] } }]);
  expect(tensorNames).toEqual({});
});

test('the usual signature is taken, else the first', () => {
  const spec = {
    tensors: [
      { name: 'a', dtype: 'float32', shape: [1] },
      { name: 'b', dtype: 'float32', shape: [1] },
    ],
    operators: [{ op: 'NEG', inputs: ['a'], outputs: ['b'] }],
    inputs: ['a'],
    outputs: ['b'],
  } as const;
  const signature = (key: string) => ({ key, inputs: { [`${key} in`]: 'a' }, outputs: { [`${key} out`]: 'b' } });
  const keyOf = (...keys: string[]) =>
    described(buildTflite({ ...spec, signatures: keys.map(signature) })).signature.inputs[0]?.name;
  expect(keyOf('train', 'serving_default')).toBe('serving_default in');
  expect(keyOf('encode', 'decode')).toBe('encode in');
});

test.each([
  ['NEG', undefined, { domain: 'tflite', type: 'NEG', count: 1 }],
  // Numbers above 127 stand in another field.
  ['GELU', undefined, { domain: 'tflite', type: 'GELU', count: 1 }],
  ['CUSTOM', 'TFLite_Detection_PostProcess', { domain: 'custom', type: 'TFLite_Detection_PostProcess', count: 1 }],
  ['CUSTOM', 'FlexErf', { domain: 'flex', type: 'Erf', count: 1 }],
] as const)('operator %s %s is told apart', (op, custom, expected) => {
  expect(described(tfliteOneOperator(op, [2], custom)).operators).toEqual([expected]);
});

test('an input of a type that no value has is told with its name', () => {
  const resource = buildTflite({
    tensors: [{ name: 'handle', dtype: 'float32', shape: [1], type: 13 }],
    operators: [],
    inputs: ['handle'],
    outputs: [],
  });
  expect(faultOf(resource)).toMatchObject({
    what: 'an input or output has a type that the gate does not support',
    why: expect.stringContaining('handle has type 13'),
  });
});

test('empty, foreign and cut-off files are faults', () => {
  expect(faultOf(new Uint8Array())?.what).toBe('the file is empty');
  expect(faultOf(new TextEncoder().encode('some text'))?.what).toBe('the file is not a TensorFlow Lite model');
  const whole = buildTfliteConvModel();
  expect(faultOf(whole.subarray(0, whole.length / 2))?.what).toBe('the file is truncated or damaged');
});

test.each([
  ['float32', null],
  ['int8', null],
  ['int16', 'f16'],
] as const)('arithmetic on tensors of %s is as fine as %s', (dtype, narrow) => {
  expect(described(tfliteOneOperator('NEG', [2, 3], undefined, dtype)).narrow).toBe(narrow);
});
