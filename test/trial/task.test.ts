import { expect, test } from 'vitest';
import { requirementsOf } from '../../src/plan/column.js';
import { workerKey } from '../../src/trial/task.js';
import { runtime } from '../plan/facts.js';

const facts = runtime('net', {
  dependencies: ['net==1.0'],
  options: {
    backend: {
      type: 'string',
      default: 'plain',
      values: ['plain', 'jax'],
      needs: { jax: ['jax==0.10.2'] },
      description: 'What computes',
    },
    level: { type: 'integer', default: 1, description: 'How far it goes' },
  },
});
const column = (backend: string, level = 1) => ({
  id: backend,
  runtime: facts,
  version: undefined,
  options: { backend, level },
  precision: 'f32' as const,
});

test('columns that differ in what they need share neither packages nor a worker; other options do not matter', () => {
  expect(requirementsOf(column('plain'))).toEqual(['net==1.0']);
  expect(requirementsOf(column('jax'))).toEqual(['net==1.0', 'jax==0.10.2']);
  expect(workerKey(column('jax'))).not.toBe(workerKey(column('plain')));
  expect(workerKey(column('jax', 2))).toBe(workerKey(column('jax')));
});
