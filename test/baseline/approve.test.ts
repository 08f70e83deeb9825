import { expect, test } from 'vitest';
import { type Acceptance, checkAcceptance } from '../../src/baseline/acceptance.js';
import { approve } from '../../src/baseline/approve.js';
import { UserError } from '../../src/errors.js';
import type { ResultCell } from '../../src/results/schema.js';
import { modelOf, resultsOf } from '../report/results-builder.js';
import { approvalOf, baselineOf, cellOf, driftOf, outputAt, TODAY } from './lock.js';

const said: Acceptance = { model: 'detector', runtime: 'openvino', reason: 'a reason', author: 'Ada', today: TODAY };
const results = (cell: ResultCell) => resultsOf({ models: [modelOf('detector')], cells: [cell] });
const digest = modelOf('detector').forms[0]?.sha256 ?? '';

test('what was measured is recorded, outputs that pass among it', () => {
  const cell = driftOf(12_690, { outputs: [outputAt(12_690), outputAt(1.2345, { name: 'z' })] });
  const { approval } = approve(baselineOf(), results(cell), { ...said, until: '2027-03-01' });
  expect(approval).toEqual({
    model: 'detector',
    runtime: 'openvino',
    state: 'drift',
    reason: 'a reason',
    author: 'Ada',
    date: TODAY,
    until: '2027-03-01',
    sha256: digest,
    measured: [
      { output: 'y', noiseRatio: 12_700 },
      { output: 'z', noiseRatio: 1.23 },
    ],
  });
});

test.each(['run-failed', 'convert-failed', 'unsupported'] as const)('%s can be accepted, for good', (state) => {
  const { approval } = approve(baselineOf(), results(cellOf({ state, reason: 'r' })), said);
  expect(approval).toMatchObject({ state, measured: [] });
  expect(approval).not.toHaveProperty('until');
});

test('a new approval takes the place of the earlier one of its cell, and of no other', () => {
  const before = baselineOf({ approvals: [approvalOf(), approvalOf({ runtime: 'litert' })] });
  const accepted = driftOf(40, {
    state: 'approved',
    approval: { state: 'drift', author: 'Ada', reason: 'r', date: '2026-10-01' },
  });
  const { baseline } = approve(before, results(accepted), said);
  expect(baseline.approvals.map(({ runtime, reason }) => `${runtime}: ${reason}`)).toEqual([
    'litert: bf16 is what we deploy',
    'openvino: a reason',
  ]);
});

test.each<[string, ResultCell, string]>([
  ['passes', cellOf({ outputs: [outputAt(1)] }), 'passes: there is nothing to accept'],
  ['ended in an error', cellOf({ state: 'error', reason: 'no reference' }), 'an error cannot be accepted'],
  ['was not run', cellOf({ state: 'not-run' }), 'was not run'],
  ['is another', cellOf({ runtime: 'litert' }), 'portability approve detector litert'],
])('a cell that %s is not approved', (_, cell, message) => {
  expect(() => approve(baselineOf(), results(cell), said)).toThrow(UserError);
  expect(() => approve(baselineOf(), results(cell), said)).toThrow(message);
});

test.each<[Partial<Acceptance>, string]>([
  [{ reason: '' }, '--reason is empty'],
  [{ reason: ' \n ' }, '--reason is empty'],
  [{ reason: 'x'.repeat(501) }, '--reason cannot be recorded'],
  [{ reason: 'a\u0007b' }, '--reason cannot be recorded'],
  [{ author: '' }, '--author is empty'],
  [{ until: 'tomorrow' }, '--until is not a date'],
  [{ until: '2027-02-30' }, '--until is not a date'],
  [{ until: '2026-11-23' }, '--until 2026-11-23 is in the past'],
])('%j is refused before anything runs', (more, message) => {
  expect(() => checkAcceptance({ ...said, ...more })).toThrow(UserError);
  expect(() => checkAcceptance({ ...said, ...more })).toThrow(message);
});

test('an acceptance is made one line; today may be its last day', () => {
  const given = { ...said, reason: ' two\n  lines ', until: TODAY };
  expect(checkAcceptance(given)).toEqual({ ...given, reason: 'two lines' });
});
