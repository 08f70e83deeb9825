import { expect, test } from 'vitest';
import { changedConfig } from '../../src/config/changed-config.js';
import { configSchema } from '../../src/config/schema.js';

const changed = (before: unknown, after: unknown) =>
  changedConfig(configSchema.parse(before), configSchema.parse(after));

test('what judges otherwise is said; what only tells, and what is added, is not', () => {
  expect(changed({}, {})).toEqual([]);
  expect(changed({ comment: 'always', locate: 'off' }, {})).toEqual([]);
  expect(changed({ runtimes: ['a'], models: ['m'] }, { runtimes: ['a', 'b'], models: ['m', 'n'] })).toEqual([]);
  expect(changed({}, { 'fail-on': 'never' })).toEqual(['`fail-on` is `never`, and was `drift`']);
  expect(changed({ tolerance: { atol: 1 } }, { tolerance: { atol: 1e9 } })).toEqual([
    '`tolerance` is `{"atol":1000000000}`, and was `{"atol":1}`',
  ]);
});

test('columns that go, change or are no longer all', () => {
  expect(changed({ runtimes: ['a', 'b'] }, { runtimes: ['a'] })).toEqual(['`b` is no longer a column']);
  expect(changed({ runtimes: ['a'] }, { runtimes: [{ use: 'a' }] })).toEqual([]);
  const strict = { runtimes: [{ id: 'c', use: 'a' }] };
  const lax = { runtimes: [{ id: 'c', use: 'b', platforms: ['linux-arm64'], tolerance: { atol: 9 } }] };
  expect(changed(strict, lax)).toEqual(['column `c` has another `platforms`, `tolerance`, `use`']);
  expect(changed({}, { runtimes: ['a'] })).toEqual(['`runtimes` lists the columns, which were the embedded ones']);
  expect(changed({ runtimes: ['a'] }, {})).toEqual(['`runtimes` is left out: only the embedded ones are columns']);
});

test('models that go, change or are no longer all', () => {
  expect(changed({ models: ['m', 'n'] }, { models: ['m'] })).toEqual(['`n` is no longer gated by name']);
  expect(changed({}, { models: ['m'] })).toEqual([
    'only the models that it lists are gated; it was every committed one',
  ]);
  expect(changed({ models: ['m'] }, {})).toEqual(['`models` is left out, with what it said of them']);
  expect(
    changed(
      { models: ['m'] },
      { models: [{ path: 'm', golden: 'other', outputs: { y: { tolerance: { atol: 9 } } } }] },
    ),
  ).toEqual(['model `m` has another `golden`, `outputs`']);
});
