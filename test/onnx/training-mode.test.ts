import { expect, test } from 'vitest';
import { batchStatistics } from '../../src/onnx/training-mode.js';

const node = (opType: string, mode?: number, domain = '') => ({
  ...{ opType, domain, input: ['x'], output: ['y'] },
  attribute: mode === undefined ? [] : [{ name: 'training_mode', type: 2, i: mode }],
});

test('normalisations that depend on the batch, of ONNX itself alone', () => {
  const nodes = [
    node('BatchNormalization'),
    node('BatchNormalization', 0),
    node('BatchNormalization', 1),
    node('BatchNormalization', 1, 'com.example'),
    node('Relu', 1),
  ];
  expect(batchStatistics({ graph: { node: nodes } })).toBe(1);
  expect(batchStatistics({ graph: { node: [] } })).toBe(0);
});
