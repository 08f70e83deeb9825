import { expect, test } from 'vitest';
import type { CacheEntry } from '../../src/cache/cache-entries.js';
import { chooseUnused, type PruneLimits } from '../../src/cache/choose-unused.js';

const TODAY = '2027-03-10';
const entry = (lastUse: string, bytes = 10): CacheEntry => ({
  kind: 'noise',
  path: `/c/noise/${lastUse}`,
  bytes,
  lastUse,
});
const ENTRIES = ['2027-03-10', '2027-03-09', '2027-03-08', '2027-02-08', '2026-01-01'].map((day) => entry(day));

test.each<[string, PruneLimits, readonly string[]]>([
  ['unused for a month', { unusedFor: 30 }, ['2026-01-01', '2027-02-08']],
  ['unused for exactly so long', { unusedFor: 2 }, ['2026-01-01', '2027-02-08', '2027-03-08']],
  ['what was used today or yesterday stays', { unusedFor: 0 }, ['2026-01-01', '2027-02-08', '2027-03-08']],
  ['keep what was used last', { keep: 40 }, ['2026-01-01']],
  ['keep: a byte less', { keep: 39 }, ['2026-01-01', '2027-02-08']],
  ['keep nothing: what may be in use stays', { keep: 0 }, ['2026-01-01', '2027-02-08', '2027-03-08']],
  ['keep everything', { keep: 50 }, []],
  ['both', { unusedFor: 100, keep: 30 }, ['2026-01-01', '2027-02-08']],
  ['neither', {}, []],
])('%s', (_, limits, days) => {
  expect(chooseUnused(ENTRIES, limits, TODAY).map(({ lastUse }) => lastUse)).toEqual(days);
});

test('a clock that was ahead removes nothing', () => {
  expect(chooseUnused([entry('2030-01-01')], { unusedFor: 0 }, TODAY)).toEqual([]);
});
