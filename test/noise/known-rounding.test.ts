import { expect, test } from 'vitest';
import { withKnownRounding } from '../../src/noise/known-rounding.js';
import { type OnnxModel, readOnnxModel } from '../../src/onnx/onnx-model.js';
import { f32 } from '../compare/tensors.js';
import { modelOf, port, writeModel } from '../onnx/model-files.js';

const UNIT = 2 ** -24;

function model(opType: string): OnnxModel {
  const node = [{ opType, input: ['x'], output: ['y'], name: 'n' }];
  const read = readOnnxModel(writeModel(modelOf({ node, output: [port('y')] })));
  if ('fault' in read) throw new Error(read.fault.what);
  return read;
}

const raised = (opType: string, values: readonly number[], sigma: number) =>
  withKnownRounding({ y: { sigma, peak: sigma, unit: UNIT } }, { y: f32(values) }, model(opType), UNIT).y?.sigma;

test('a softmax that is sure of its class still has the rounding of its sum', () => {
  const sure = [1, ...Array.from({ length: 899 }, () => 0)];
  // rms 1/30, 900 terms: u/30 · 30/3
  expect(raised('Softmax', sure, 0)).toBeCloseTo(UNIT / 3, 15);
  expect(raised('Softmax', sure, 1)).toBe(1);
});

test('a sigmoid is known to 2^-24 however small it is', () => {
  expect(raised('Sigmoid', [1e-6, 1e-6], 1e-13)).toBe(UNIT);
});

test('everything else keeps what was measured', () => {
  expect(raised('Relu', [1, 2], 1e-13)).toBe(1e-13);
});
