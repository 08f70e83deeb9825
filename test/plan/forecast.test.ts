import { expect, test } from 'vitest';
import type { OperatorSupport } from '../../src/adapters/operator-support.js';
import { readOnnxModel } from '../../src/onnx/onnx-model.js';
import { referenceColumn } from '../../src/plan/column.js';
import { forecastInWords, forecastOf } from '../../src/plan/forecast.js';
import type { RunPlan } from '../../src/plan/plan.js';
import { buildModel } from '../models/build-model.js';
import { writeBytes } from '../onnx/model-files.js';
import { form, runtime } from './facts.js';

const SUPPORT: OperatorSupport = {
  version: '1.2.3',
  newest: { ir: 10, opset: 21 },
  refused: { Gelu: { 20: [11, 11] }, Max: { 13: [2, 19] }, TopK: { 11: [0, 4], 18: [4, 4], 20: [0, 4] } },
};
const MEASURED = { a: SUPPORT };

function cell(op: string, more: { opset?: number; irVersion?: number; version?: string } = {}) {
  const { version, ...model } = more;
  const port = { dtype: 'float32', shape: ['N'] } as const;
  const onnx = readOnnxModel(
    writeBytes(
      buildModel({
        ...model,
        inputs: [{ name: 'x', ...port }],
        outputs: [{ name: 'y', ...port }],
        nodes: [{ op, inputs: ['x'], outputs: ['y'] }],
      }),
    ),
  );
  if ('fault' in onnx) throw new Error(onnx.fault.what);
  const { signature } = onnx;
  return {
    column: { ...referenceColumn(runtime('a')), version },
    forms: [form('net.onnx', { format: 'onnx', signature, companions: [], onnx })],
    route: [] as RunPlan['route'],
  };
}

test('an operator that is refused in every case', () => {
  expect(forecastOf(cell('Gelu', { opset: 20 }), MEASURED)).toEqual([
    { sureness: 'certain', what: 'operator Gelu (refused in 11 of 11 cases)' },
  ]);
  expect(forecastInWords(cell('Gelu', { opset: 20 }), MEASURED)).toBe(
    "likely unsupported: operator Gelu (refused in 11 of 11 cases); by ONNX's own test cases on A 1.2.3",
  );
});

test('another release than the measured one may have it', () => {
  expect(forecastOf(cell('Gelu', { opset: 20, version: '2.0.0' }), MEASURED)).toMatchObject([{ sureness: 'likely' }]);
  expect(forecastOf(cell('Gelu', { opset: 20, version: '1.2.3' }), MEASURED)).toMatchObject([{ sureness: 'certain' }]);
});

test('versions beyond what it takes', () => {
  expect(forecastOf(cell('Relu', { opset: 22, irVersion: 11 }), MEASURED).map(({ what }) => what)).toEqual([
    'IR version 11 (at most 10)',
    'operator set 22 (at most 21)',
  ]);
});

test('only of the version of an operator that the model uses', () => {
  const sets = [10, 11, 17, 18, 19, 20];
  expect(sets.filter((opset) => forecastOf(cell('TopK', { opset }), MEASURED).length > 0)).toEqual([18, 19]);
});

test.each([
  ['an operator that is never refused', 'Relu', MEASURED],
  ['one that is refused for rare types', 'Max', MEASURED],
  ['a runtime that was not measured', 'Gelu', {}],
])('nothing is foretold of %s', (_, op, measured) => {
  const one = cell(op);
  expect(forecastOf(one, measured)).toEqual([]);
  expect(forecastInWords(one, measured)).toBe('');
});
