import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { buildConvModel, buildDenseModel, buildModel } from './build-model.js';
import { randomFloats } from './random-floats.js';

test('the dense model loads, runs and has two outputs that depend on the input', async () => {
  const session = await InferenceSession.create(buildDenseModel());
  const first = await session.run({ x: new Tensor('float32', randomFloats(3, 16), [2, 8]) });
  const second = await session.run({ x: new Tensor('float32', randomFloats(4, 16), [2, 8]) });
  expect(first.logits?.dims).toEqual([2, 4]);
  expect(first.hidden?.dims).toEqual([2, 16]);
  expect(first.logits?.data).not.toEqual(second.logits?.data);
  await session.release();
});

test('the convolution model gives scores that sum to one', async () => {
  const session = await InferenceSession.create(buildConvModel());
  const { features, scores } = await session.run({
    image: new Tensor('float32', randomFloats(5, 768), [1, 3, 16, 16]),
  });
  expect(features?.dims).toEqual([1, 8, 16, 16]);
  const values = (scores?.data ?? []) as Float32Array;
  expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  await session.release();
});

test('a seed gives the same bytes again, another seed gives others', () => {
  expect(buildDenseModel(7)).toEqual(buildDenseModel(7));
  expect(buildDenseModel(7)).not.toEqual(buildDenseModel(8));
  expect(buildConvModel(7)).not.toEqual(buildConvModel(8));
});

test('attributes arrive', async () => {
  const model = buildModel({
    inputs: [{ name: 'x', dtype: 'float32', shape: [2] }],
    outputs: [{ name: 'y', dtype: 'float32', shape: [2] }],
    nodes: [{ op: 'LeakyRelu', inputs: ['x'], outputs: ['y'], attributes: { alpha: { float: 0.5 } } }],
  });
  const session = await InferenceSession.create(model);
  const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(-2, 2), [2]) });
  expect(y?.data).toEqual(Float32Array.of(-1, 2));
  await session.release();
});
