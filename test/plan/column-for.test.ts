import { expect, test } from 'vitest';
import { columnFor, referenceColumn, requirementsOf } from '../../src/plan/column.js';
import { runtimeKey } from '../../src/worker/worker-kinds.js';
import { runtime } from './facts.js';

const python = referenceColumn(
  runtime('pytorch', { language: 'python', dependencies: ['torch==2.13.0'], reads: ['pytorch-module'] }),
);
const ofFormat = (format: 'pytorch-module' | 'onnx', requirements: readonly string[] = []) => ({
  content: { format, signature: null, companions: [] },
  requirements,
});
const forms = [
  ofFormat('pytorch-module', ['b==2', 'a==1']),
  ofFormat('pytorch-module'),
  ofFormat('onnx', ['c==3']),
  ofFormat('pytorch-module', ['a==1']),
];

test('a model whose code imports packages has workers of its own', () => {
  const own = columnFor(python, forms);
  expect(requirementsOf(own)).toEqual(['torch==2.13.0', 'a==1', 'b==2']);
  expect(runtimeKey(own)).not.toBe(runtimeKey(python));
  expect(own.id).toBe(python.id);
});

test('others share those of the runtime', () => {
  expect(columnFor(python, [ofFormat('pytorch-module')])).toBe(python);
  const other = referenceColumn(runtime('other', { language: 'python', reads: ['onnx'] }));
  expect(columnFor(other, forms.slice(0, 2))).toBe(other);
  const node = referenceColumn(runtime('node', { reads: ['pytorch-module'] }));
  expect(columnFor(node, forms)).toBe(node);
});
