import { expect, test } from 'vitest';
import { withKnownRounding } from '../../src/noise/known-rounding.js';
import { type OnnxModel, readOnnxModel } from '../../src/onnx/onnx-model.js';
import { modelOf, port, writeModel } from '../onnx/model-files.js';

const UNIT = 2 ** -24;

function model(opType: string): OnnxModel {
  const node = [{ opType, input: ['x'], output: ['y'], name: 'n' }];
  const read = readOnnxModel(writeModel(modelOf({ node, output: [port('y')] })));
  if ('fault' in read) throw new Error(read.fault.what);
  return read;
}

const raised = (opType: string, sigma: number) =>
  withKnownRounding({ y: { sigma, peak: sigma, unit: UNIT } }, model(opType), UNIT).y?.sigma;

test('a sigmoid is known to 2^-24 however small it is', () => {
  expect(raised('Sigmoid', 1e-13)).toBe(UNIT);
});

test('everything else keeps what was measured', () => {
  expect(raised('Relu', 1e-13)).toBe(1e-13);
});
