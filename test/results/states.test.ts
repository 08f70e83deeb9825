import { expect, test } from 'vitest';
import { FAILURE_KINDS, FAILURES, recordFailure } from '../../src/results/failures.js';
import { cellSchema } from '../../src/results/schema.js';
import { APPROVABLE_STATES, BY_SEVERITY, countStates, isFailing, STATES } from '../../src/results/states.js';
import { CELL_STATES } from '../../src/types.js';
import { describeFailure, type Failure } from '../../src/worker/failure.js';

test('wrong numbers come before loud failures, and what fails before what does not', () => {
  expect(BY_SEVERITY).toEqual([
    'error',
    'drift',
    'run-failed',
    'convert-failed',
    'approved',
    'unsupported',
    'not-run',
    'pass',
  ]);
  expect(BY_SEVERITY.map((state) => STATES[state].severity)).toEqual(BY_SEVERITY.map((_, place) => place));
  expect(CELL_STATES.filter(isFailing)).toEqual(['drift', 'convert-failed', 'run-failed', 'error']);
});

test('no two states look the same', () => {
  for (const fact of ['symbol', 'word', 'noun'] as const)
    expect(new Set(CELL_STATES.map((state) => STATES[state][fact])).size, fact).toBe(CELL_STATES.length);
});

test('a person can accept what is not fine and not our own error', () => {
  expect(APPROVABLE_STATES).toEqual(['drift', 'convert-failed', 'run-failed', 'unsupported']);
});

test('every state is counted, also the one that no cell has', () => {
  const counts = countStates([{ state: 'pass' }, { state: 'drift' }, { state: 'pass' }]);
  expect([...counts.keys()]).toEqual([...CELL_STATES]);
  expect([counts.get('pass'), counts.get('drift'), counts.get('error')]).toEqual([2, 1, 0]);
});

const stderr = 'last words';
const FAILED: readonly (readonly [Failure, object])[] = [
  [{ kind: 'crashed', signal: 'SIGSEGV', code: null, stderr }, { signal: 'SIGSEGV' }],
  [{ kind: 'crashed', signal: null, code: 3, stderr }, { code: 3 }],
  [{ kind: 'timed-out', seconds: 60, stderr }, { seconds: 60 }],
  [{ kind: 'out-of-memory', limitBytes: 2 ** 32, stderr }, { limitBytes: 2 ** 32 }],
  [{ kind: 'failed', type: 'RuntimeError', message: 'bad' }, {}],
  [{ kind: 'unsupported', type: 'NotImplemented', message: 'no GridSample' }, {}],
  [{ kind: 'never-started', message: 'no such file', stderr }, {}],
];

test.each(FAILED)('the record of %j', (failure, facts) => {
  const record = recordFailure(failure, 'running case street', 'street');
  expect(record).toEqual({ kind: failure.kind, doing: 'running case street', case: 'street', ...facts });
  expect(cellSchema.shape.failure.parse(record)).toEqual(record);
  expect(recordFailure(failure, 'loading the model')).toEqual({
    kind: failure.kind,
    doing: 'loading the model',
    ...facts,
  });
  expect(describeFailure(failure, record.doing).what).not.toBe('');
});

test('every kind of failure is recorded, and leads to a state that says as much', () => {
  expect(new Set(FAILED.map(([{ kind }]) => kind))).toEqual(new Set(FAILURE_KINDS));
  for (const kind of FAILURE_KINDS)
    expect(['run-failed', 'unsupported', 'error'], kind).toContain(FAILURES[kind].state);
});
