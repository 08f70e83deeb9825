import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { jitterSums, withJitteredSums } from '../../src/onnx/jitter-sums.js';
import { readOnnxModel } from '../../src/onnx/onnx-model.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { type GraphMessage, modelOf, port, writeModel } from './model-files.js';

const mean = { opType: 'ReduceMean', name: 'n', input: ['x'], output: ['m'] };
const types = (graph: GraphMessage, opset: number) => withJitteredSums(graph, opset, 1).map(({ opType }) => opType);
const FACTOR = ['Size', 'Size', 'Cast', 'Cast', 'Div', 'Sqrt', 'Constant', 'Mul'];

test('a sum is replaced by the same sum under another name and a factor that makes its own', () => {
  const nodes = withJitteredSums({ node: [mean], valueInfo: [port('m')] }, 11, 1);
  expect(nodes.map(({ opType }) => opType)).toEqual(['ReduceMean', ...FACTOR, 'Mul', 'Add']);
  expect(nodes[0]).toMatchObject({ input: ['x'], output: ['m__sum'] });
  expect(nodes.at(-1)).toMatchObject({ input: ['m__sum', 'm__rounding'], output: ['m'] });
  const step = nodes.find(({ opType }) => opType === 'Constant')?.attribute?.[0]?.t?.floatData?.[0];
  expect(Math.abs(step ?? 0)).toBeCloseTo(2 ** -24 / 3, 15);
});

test('where the type is not stated it is taken over if the operator set can, else the sum is left alone', () => {
  expect(types({ node: [mean] }, 17)).toEqual(['ReduceMean', ...FACTOR, 'CastLike', 'Mul', 'Add']);
  expect(types({ node: [mean] }, 13)).toEqual(['ReduceMean']);
});

test('sums of other types and operators of other domains are left alone', () => {
  const integers = { name: 'm', type: { tensorType: { elemType: 7 } } };
  expect(types({ node: [mean], valueInfo: [integers] }, 17)).toEqual(['ReduceMean']);
  expect(types({ node: [{ ...mean, domain: 'com.example' }] }, 17)).toEqual(['ReduceMean']);
});

test('seeds differ in the direction of the sums', () => {
  const node = Array.from({ length: 16 }, (_, i) => ({ ...mean, output: [`m${i}`] }));
  const steps = (seed: number) =>
    withJitteredSums({ node }, 17, seed).flatMap(({ attribute }) => attribute?.[0]?.t?.floatData ?? []);
  expect(new Set(steps(1).map(Math.sign))).toEqual(new Set([1, -1]));
  expect(steps(1)).not.toEqual(steps(2));
});

test('a copy without sums is not touched, one with sums still is a model', () => {
  const plain = writeModel(modelOf({ node: [{ opType: 'Relu', input: ['x'], output: ['y'] }] }));
  const before = readFileSync(plain);
  jitterSums(plain, read(plain), 1);
  expect(readFileSync(plain)).toEqual(before);
  const summing = writeModel(modelOf({ node: [{ ...mean, output: ['y'] }] }));
  jitterSums(summing, read(summing), 1);
  expect(onnx.ModelProto.decode(readFileSync(summing)).graph?.node).toHaveLength(11);
  expect(read(summing).signature.outputs.map(({ name }) => name)).toEqual(['y']);
});

function read(path: string) {
  const model = readOnnxModel(path);
  if ('fault' in model) throw new Error(model.fault.what);
  return model;
}
