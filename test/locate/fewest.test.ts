import { expect, test } from 'vitest';
import { fewest } from '../../src/locate/fewest.js';

const NAMES = Array.from({ length: 64 }, (_, index) => `o${index}`);

/** Right when all of these are left out. */
async function search(causes: readonly string[], names = NAMES) {
  let trials = 0;
  const found = await fewest(names, async (without) => {
    trials += 1;
    return causes.every((cause) => without.includes(cause));
  });
  return { found, trials };
}

test.each(['o0', 'o31', 'o63'])('one cause, %s, in about two trials a half', async (cause) => {
  const { found, trials } = await search([cause]);
  expect(found).toEqual([cause]);
  expect(trials).toBeLessThanOrEqual(13);
});

test('several that have to be left out together', async () => {
  const { found } = await search(['o2', 'o6'], NAMES.slice(0, 8));
  expect(found).toEqual(['o2', 'o6']);
});

test('nothing where none of them is the cause', async () => {
  expect(await search(['other'])).toEqual({ found: null, trials: 1 });
  expect(await search([], [])).toEqual({ found: null, trials: 0 });
});

test('the search ends, and what it has still holds', async () => {
  const causes = ['o1', 'o20', 'o40', 'o60'];
  const { found, trials } = await search(causes);
  expect(trials).toBeLessThanOrEqual(31);
  expect(found).toEqual(expect.arrayContaining(causes));
});
