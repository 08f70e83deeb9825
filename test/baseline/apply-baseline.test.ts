import { expect, test } from 'vitest';
import { applyBaseline } from '../../src/baseline/apply-baseline.js';
import type { Baseline } from '../../src/baseline/lock-schema.js';
import type { ResultCell } from '../../src/results/schema.js';
import { gateVerdict } from '../../src/results/verdict.js';
import { approvalOf, baselineOf, cellOf, DIGEST, driftOf, knownCellOf, outputAt, TODAY } from './lock.js';

function apply(cell: ResultCell, baseline: Baseline, today = TODAY): ResultCell {
  const models = [{ id: 'detector', forms: [{ sha256: DIGEST }] }];
  const platform = { os: 'linux', arch: 'x64', isa: ['avx2', 'fma'] };
  const [applied] = applyBaseline([{ cell, version: '2026.3.0' }], baseline, { today, models, platform });
  if (applied === undefined) throw new Error('one cell in, one cell out');
  return applied.cell;
}

const approved = baselineOf({ approvals: [approvalOf()] });
const facts = {
  state: 'drift',
  author: 'Ada',
  reason: 'bf16 is what we deploy',
  date: '2026-10-01',
  until: '2027-03-01',
};

test('without a baseline a cell stays as it is', () => {
  expect(apply(driftOf(9), baselineOf())).toEqual(driftOf(9));
});

test('a covered drift becomes approved, keeps its numbers, and lets the gate pass', () => {
  const cell = apply(driftOf(12_690), approved);
  expect(cell).toEqual({
    ...driftOf(12_690),
    state: 'approved',
    reason: 'approved by Ada until 2027-03-01: bf16 is what we deploy',
    approval: facts,
  });
  expect(gateVerdict({ cells: [driftOf(12_690)] }, 'drift').verdict).toBe('fail');
  expect(gateVerdict({ cells: [cell] }, 'drift').verdict).toBe('pass');
});

test('an approval without an end says none', () => {
  const { until, ...forGood } = approvalOf();
  expect(apply(driftOf(9), baselineOf({ approvals: [forGood] })).reason).toBe(
    'approved by Ada: bf16 is what we deploy',
  );
});

test('an approval that does not cover the cell any more leaves it red and says why', () => {
  const cell = apply(driftOf(12_690), approved, '2027-03-02');
  expect(cell).toEqual({
    ...driftOf(12_690),
    reason: 'y: outside; the approval by Ada expired on 2027-03-01',
    approval: { ...facts, ended: 'expired on 2027-03-01' },
  });
});

test('an approval is for its own cell', () => {
  const elsewhere = baselineOf({ approvals: [approvalOf({ runtime: 'litert' }), approvalOf({ model: 'vad' })] });
  expect(apply(driftOf(9), elsewhere)).toEqual(driftOf(9));
});

test.each(['error', 'not-run'] as const)('%s is never approved', (state) => {
  expect(apply(cellOf({ state }), approved)).toEqual(cellOf({ state }));
});

test.each([
  ['2027-02-14', undefined],
  ['2027-02-15', ['approval-ends']],
  ['2027-03-01', ['approval-ends']],
  ['2027-03-02', undefined],
])('on %s the end of an approval is called to mind: %j', (today, ids) => {
  expect(apply(driftOf(9), approved, today).warnings?.map(({ id }) => id)).toEqual(ids);
});

test('a cell that passes needs no approval', () => {
  const cell = apply(cellOf({ outputs: [outputAt(1)] }), approved);
  expect(cell.state).toBe('pass');
  expect(cell.warnings).toEqual([
    { id: 'approval-unused', text: 'the approval by Ada is no longer needed: remove it from the baseline.' },
  ]);
});

test('a cell is held against its last known result before anything is accepted', () => {
  const known = { models: [{ id: 'detector', sha256: DIGEST, noise: [] }], cells: [knownCellOf()] };
  const cell = apply(driftOf(9), { ...approved, ...known });
  expect([cell.state, cell.change]).toEqual(['approved', 'worse']);
  const warned = apply(cellOf({ outputs: [outputAt(7)] }), baselineOf(known));
  expect(warned.warnings?.map(({ id }) => id)).toEqual(['worse-than-baseline']);
  expect(apply(cellOf({ runtime: 'litert' }), baselineOf(known)).change).toBe('new');
  const ofAnotherModel = baselineOf({ ...known, models: [] });
  expect(apply(cellOf({ outputs: [outputAt(7)] }), ofAnotherModel)).toMatchObject({ state: 'pass', change: 'same' });
});

test('a tolerance that is not the one of the baseline is called to mind', () => {
  const loose = outputAt(1, { tolerance: { rule: 'explicit', atol: 0.1, rtol: 0 } });
  const cell = apply(cellOf({ outputs: [loose] }), baselineOf({ cells: [knownCellOf()] }));
  expect(cell.warnings?.map(({ id }) => id)).toEqual(['tolerance-changed']);
});

test('a cell that was not run shows what is known, and whether that is accepted', () => {
  const known = knownCellOf({
    state: 'drift',
    outputs: [{ output: 'y', noiseRatio: 412, tolerance: { rule: 'auto' } }],
  });
  const notRun = cellOf({ state: 'not-run' });
  expect(apply(notRun, baselineOf({ cells: [known] })).lastKnown).toEqual({ state: 'drift', noiseRatio: 412 });
  expect(apply(notRun, { ...approved, cells: [known] }).lastKnown).toEqual({ state: 'approved', noiseRatio: 412 });
  const worse = { ...known, outputs: [{ output: 'y', noiseRatio: 99_000, tolerance: { rule: 'auto' as const } }] };
  expect(apply(notRun, { ...approved, cells: [worse] }).lastKnown?.state).toBe('drift');
  expect(apply(notRun, { ...approved, cells: [known] }, '2027-03-02').lastKnown?.state).toBe('drift');
});
