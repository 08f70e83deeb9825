import { expect, test } from 'vitest';
import { recordOf } from '../../src/judge/failed-form.js';
import { FAILURE_KINDS, FAILURES } from '../../src/results/failures.js';
import { cellSchema } from '../../src/results/schema.js';
import { describeFailure, type Failure } from '../../src/worker/failure.js';

const stderr = 'last words';
const FAILED: readonly (readonly [Failure, object])[] = [
  [{ kind: 'crashed', signal: 'SIGSEGV', code: null, stderr }, { signal: 'SIGSEGV' }],
  [{ kind: 'crashed', signal: null, code: 3, stderr }, { code: 3 }],
  [{ kind: 'timed-out', seconds: 60, stderr }, { seconds: 60 }],
  [{ kind: 'out-of-memory', limitBytes: 2 ** 32, stderr }, { limitBytes: 2 ** 32 }],
  [{ kind: 'failed', type: 'RuntimeError', message: 'bad' }, {}],
  [{ kind: 'unsupported', type: 'NotImplemented', message: 'no GridSample' }, {}],
  [{ kind: 'never-started', message: 'no such file', stderr }, {}],
  [{ kind: 'refused', explanation: { what: 'it has code', next: 'isolate it' } }, {}],
];

test.each(FAILED)('the record of %j', (failure, facts) => {
  const record = recordOf({ failure, doing: 'running case street', case: 'street' });
  expect(record).toEqual({ kind: failure.kind, doing: 'running case street', case: 'street', ...facts });
  expect(cellSchema.shape.failure.parse(record)).toEqual(record);
  expect(recordOf({ failure, doing: 'loading the model' })).toEqual({
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
