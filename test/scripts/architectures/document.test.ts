import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { architecturesSection, verdictOf } from '../../../scripts/architectures/document.js';
import { NETWORKS } from '../../../scripts/architectures/networks.js';
import { cellOf } from '../../report/results-builder.js';

test('the networks are those of the Python file', () => {
  const source = readFileSync('scripts/architectures/networks.py', 'utf8');
  const classes = [...source.matchAll(/^class (\w+)\(Network\)/gm)].map(([, name]) => name);
  expect(classes).toEqual(Object.values(NETWORKS).flat());
  expect(Object.values(NETWORKS).map((names) => names.length)).toEqual([5, 5, 5, 5]);
});

test('a cell is within rounding by how far it is from float64, or that is not known', () => {
  expect([1, 16, 17, Number.POSITIVE_INFINITY, undefined].map(verdictOf)).toEqual([
    'within rounding',
    'within rounding',
    'beyond rounding',
    'beyond rounding',
    'not known',
  ]);
});

test('each network has a line for each form, and equal reasons share one', () => {
  const cells = [
    cellOf('vgg', 'a', { state: 'pass' }),
    cellOf('vgg', 'b', { state: 'drift', reason: 'y: RMSE is 12× the noise floor' }),
    cellOf('vgg-onnx', 'a', { state: 'unsupported', reason: 'does not have Foo' }),
    cellOf('vgg-onnx', 'b', { state: 'drift', reason: 'y: RMSE is 9,000× the noise floor' }),
    cellOf('crnn-pt2', 'b', { state: 'drift', reason: 'y: RMSE is 30× the noise floor' }),
  ];
  const distances = { vgg: { b: 2 }, 'vgg-onnx': { b: 8000 }, 'crnn-pt2': { b: 90 } };
  const text = architecturesSection({ cells, distances, networks: ['Vgg', 'Crnn'], columns: ['a', 'b'] });
  expect(text).toMatch(/^Not measured yet: Resnet, .*, Conformer\.$/m);
  expect(text).toContain('5 cells: 1 pass, 3 drift, of which 1 are within rounding');
  expect(text).toContain('| Vgg | module | ✅ | ❌ |\n| Vgg | ONNX | ⚪ | ❌ |');
  expect(text).toContain('| b | drift | vgg | y: RMSE is 12× the noise floor | within rounding |');
  expect(text).toContain('| b | drift | vgg-onnx, crnn-pt2 | y: RMSE is 9,000× the noise floor | beyond rounding |');
});
