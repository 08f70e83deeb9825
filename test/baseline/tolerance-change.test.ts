import { expect, test } from 'vitest';
import type { KnownTolerance } from '../../src/baseline/known-tolerance.js';
import { toleranceChange } from '../../src/baseline/tolerance-change.js';
import type { ToleranceEntry } from '../../src/compare/tolerance-entry.js';
import { knownCellOf, outputAt } from './lock.js';

const AUTO = { rule: 'auto', rmse: 1, maxAbs: 8, multiple: 8 } as const;

test.each<[ToleranceEntry, KnownTolerance, string | null]>([
  [AUTO, { rule: 'auto', multiple: 8 }, null],
  [AUTO, { rule: 'auto', multiple: 12 }, null],
  [{ rule: 'explicit', atol: 1e-5, rtol: 0, multiple: 9 }, { rule: 'explicit', rtol: 0, atol: 1e-5 }, null],
  [
    { rule: 'explicit', atol: 0.01, rtol: 0 },
    { rule: 'auto', multiple: 8 },
    '`y` is judged by atol 0.01, rtol 0, in the baseline by auto',
  ],
  [
    { rule: 'explicit', atol: 0.01 },
    { rule: 'explicit', atol: 1e-5 },
    '`y` is judged by atol 0.01, in the baseline by atol 0.00001',
  ],
  [
    { rule: 'uncalibrated', atol: 1, rtol: 1 },
    { rule: 'auto', multiple: 8 },
    '`y` is judged by uncalibrated, in the baseline by auto',
  ],
  [
    { rule: 'ulp', ulp: { limit: 4, max: 9 } },
    { rule: 'ulp', ulp: 2 },
    '`y` is judged by ulp (ulp 4), in the baseline by ulp (ulp 2)',
  ],
])('%j where the baseline has %j', (tolerance, known, change) => {
  const cell = knownCellOf({ outputs: [{ output: 'y', tolerance: known }] });
  const ending = ': update the baseline, so that the change shows in its diff.';
  expect(toleranceChange([outputAt(1, { tolerance })], cell)).toBe(change === null ? null : `${change}${ending}`);
});

test('an output that is gone or new has no tolerance to change', () => {
  expect(toleranceChange([outputAt(1, { name: 'z' })], knownCellOf())).toBe(null);
  expect(toleranceChange([outputAt(1, { total: 0, tolerance: { rule: 'exact' } })], knownCellOf())).toBe(null);
});
