import { expect, test } from 'vitest';
import { columnFor, referenceColumn, requirementsOf } from '../../src/plan/column.js';
import { runtimeKey } from '../../src/worker/worker-kinds.js';
import { runtime } from './facts.js';

const python = referenceColumn(runtime('pytorch', { language: 'python', dependencies: ['torch==2.13.0'] }));
const forms = [{ requirements: ['b==2', 'a==1'] }, {}, { requirements: ['a==1'] }];

test('a model whose code imports packages has workers of its own', () => {
  const own = columnFor(python, forms);
  expect(requirementsOf(own)).toEqual(['torch==2.13.0', 'a==1', 'b==2']);
  expect(runtimeKey(own)).not.toBe(runtimeKey(python));
  expect(own.id).toBe(python.id);
});

test('others share those of the runtime', () => {
  expect(columnFor(python, [{}])).toBe(python);
  const node = referenceColumn(runtime('node'));
  expect(columnFor(node, forms)).toBe(node);
});
