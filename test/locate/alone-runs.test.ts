import { expect, test } from 'vitest';
import { aloneRuns } from '../../src/locate/alone-runs.js';
import type { Values } from '../../src/tensor/tensor.js';
import { floats } from './layer-parts.js';

/** It makes one more in every run. */
function counting() {
  let runs = 0;
  let made: Values | null = null;
  const run = (to: readonly string[]) => {
    runs += 1;
    made = Object.fromEntries(to.map((name) => [name, floats(runs)]));
  };
  return {
    last: () => made,
    async observe(_: readonly string[], to: readonly string[]) {
      run(to);
      return new Map();
    },
    async differs(_: readonly string[], to: readonly string[]) {
      run(to);
      return null;
    },
  };
}

test('what the last run of a part made is kept, by what was given and asked for', async () => {
  const runs = aloneRuns(counting());
  await runs.observe(['a'], ['b']);
  await runs.observe([], ['b']);
  expect(runs.made(['a'], ['b'])).toEqual({ b: floats(1) });
  expect(runs.made([], ['b'])).toEqual({ b: floats(2) });
  expect(runs.made(['b'], ['a'])).toBeNull();
  expect(await runs.differs({ index: 0, node: {}, reads: ['a'], makes: ['b'], computedConstants: [] })).toBe(false);
  expect(runs.made(['a'], ['b'])).toEqual({ b: floats(3) });
});

test('neither a part with constants of the reference nor one of many values is kept', async () => {
  const runs = aloneRuns(counting());
  await runs.observe(['a'], ['b'], { held: ['c'] });
  expect(runs.made(['a'], ['b'])).toBeNull();
  const many = Array.from({ length: 17 }, (_, place) => `v${place}`);
  await runs.observe([], many);
  expect(runs.made([], many)).toBeNull();
  await runs.observe([], many.slice(1));
  expect(Object.keys(runs.made([], many.slice(1)) ?? {})).toHaveLength(16);
});
