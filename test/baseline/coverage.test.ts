import { expect, test } from 'vitest';
import { whyUncovered } from '../../src/baseline/coverage.js';
import type { Approval } from '../../src/baseline/lock-schema.js';
import { measuresOf } from '../../src/baseline/measure.js';
import type { ResultCell, ResultOutput } from '../../src/results/schema.js';
import { approvalOf, cellOf, DIGEST, driftOf, OTHER_DIGEST, outputAt, TODAY } from './lock.js';

interface Situation {
  readonly approval?: Partial<Approval>;
  readonly cell?: ResultCell;
  readonly sha256?: string;
  readonly today?: string;
}

const missing = { total: 0, noiseRatio: null, rmse: null, worst: null, verdict: 'drift' } as const;
const nanAt: Partial<ResultOutput> = { worst: { index: [1], reference: 1, candidate: 'NaN' } };
const labels = (mismatched: number) =>
  outputAt(0, {
    dtype: 'int64',
    noiseRatio: null,
    rmse: null,
    mismatched,
    total: 1000,
    tolerance: { rule: 'exact' },
    verdict: 'drift',
  });

test.each<[string, Situation, string | null]>([
  ['the same drift', {}, null],
  ['a smaller drift', { cell: driftOf(40) }, null],
  ['4 times the drift', { cell: driftOf(4 * 12_700) }, null],
  [
    'more than 4 times the drift',
    { cell: driftOf(51_000) },
    'does not cover it: `y` went from 12,700× to 51,000× its noise floor',
  ],
  ['its last day', { today: '2027-03-01' }, null],
  ['the day after its last', { today: '2027-03-02' }, 'expired on 2027-03-01'],
  ['any day when it has no end', { approval: { until: undefined }, today: '2099-12-31' }, null],
  ['another model', { sha256: OTHER_DIGEST }, 'does not cover it: the model has changed since'],
  ['expired and another model', { sha256: OTHER_DIGEST, today: '2028-01-01' }, 'expired on 2027-03-01'],
  [
    'a crash instead of a drift',
    { cell: cellOf({ state: 'run-failed' }) },
    'does not cover it: a drift was accepted, not a failed run',
  ],
  [
    'a drift instead of a crash',
    { approval: { state: 'run-failed', measured: [] } },
    'does not cover it: a failed run was accepted, not a drift',
  ],
  ['the same crash', { approval: { state: 'run-failed', measured: [] }, cell: cellOf({ state: 'run-failed' }) }, null],
  [
    'the same lack of support',
    { approval: { state: 'unsupported', measured: [] }, cell: cellOf({ state: 'unsupported' }) },
    null,
  ],
  [
    'the same failed conversion',
    { approval: { state: 'convert-failed', measured: [] }, cell: cellOf({ state: 'convert-failed' }) },
    null,
  ],
  [
    'one more output that drifts',
    { cell: driftOf(9, { outputs: [outputAt(9), outputAt(9, { name: 'z' })] }) },
    'does not cover it: `z` was not among the accepted outputs',
  ],
  ['one more output that passes', { cell: driftOf(9, { outputs: [outputAt(9), outputAt(1, { name: 'z' })] }) }, null],
  [
    'an output that passed then and drifts hardly more now',
    { approval: { measured: [{ output: 'y', noiseRatio: 7.9 }] }, cell: driftOf(8.1) },
    null,
  ],
  [
    'the worst case counts',
    { cell: driftOf(9, { outputs: [outputAt(9), outputAt(60_000, { case: 'night' })] }) },
    'does not cover it: `y` went from 12,700× to 60,000× its noise floor',
  ],
  [
    'NaN beside the same drift',
    { cell: driftOf(9, { outputs: [outputAt(9, nanAt)] }) },
    'does not cover it: `y` has NaN or infinity where it had none',
  ],
  [
    'NaN that was accepted',
    {
      approval: { measured: [{ output: 'y', noiseRatio: 9, nonFinite: true }] },
      cell: driftOf(9, { outputs: [outputAt(9, nanAt)] }),
    },
    null,
  ],
  [
    'a NaN ratio',
    { cell: driftOf(9, { outputs: [outputAt(9, { noiseRatio: 'NaN' })] }) },
    'does not cover it: `y` went from 12,700× to NaN its noise floor',
  ],
  [
    'an infinite ratio',
    { cell: driftOf(9, { outputs: [outputAt(9, { noiseRatio: 'Infinity' })] }) },
    'does not cover it: `y` went from 12,700× to ∞× its noise floor',
  ],
  [
    'a missing output',
    { cell: driftOf(9, { outputs: [outputAt(9, missing)] }) },
    'does not cover it: `y` is missing or has a different type or shape',
  ],
  [
    'a missing output that was accepted',
    {
      approval: { measured: [{ output: 'y', structure: true }] },
      cell: driftOf(9, { outputs: [outputAt(9, missing)] }),
    },
    null,
  ],
  [
    'no noise floor, 4 times the RMSE',
    {
      approval: { measured: [{ output: 'y', rmse: 1e-3 }] },
      cell: driftOf(9, { outputs: [outputAt(9, { noiseRatio: null, rmse: 4e-3 })] }),
    },
    null,
  ],
  [
    'no noise floor, more than 4 times the RMSE',
    {
      approval: { measured: [{ output: 'y', rmse: 1e-3 }] },
      cell: driftOf(9, { outputs: [outputAt(9, { noiseRatio: null, rmse: 5e-3 })] }),
    },
    'does not cover it: the RMSE of `y` went from 1e-3 to 5e-3',
  ],
  [
    'a noise floor where there was none',
    { approval: { measured: [{ output: 'y', rmse: 1e-3 }] } },
    'does not cover it: `y` is measured differently than before',
  ],
  [
    'as many other labels',
    { approval: { measured: [{ output: 'y', mismatched: 0.01 }] }, cell: driftOf(9, { outputs: [labels(10)] }) },
    null,
  ],
  [
    'many more other labels',
    { approval: { measured: [{ output: 'y', mismatched: 0.01 }] }, cell: driftOf(9, { outputs: [labels(41)] }) },
    'does not cover it: 4.1% of `y` differ, 1% did before',
  ],
])('%s', (_, { approval = {}, cell = driftOf(12_690), sha256 = DIGEST, today = TODAY }, why) => {
  const { until, ...rest } = { ...approvalOf(), ...approval };
  const failing = measuresOf(cell.outputs.filter(({ verdict }) => verdict !== 'pass'));
  const its = until === undefined ? rest : { ...rest, until };
  expect(whyUncovered(its, { state: cell.state, failing }, sha256, today)).toBe(why);
});
