import { expect, test } from 'vitest';
import { APPROVABLE_STATES, BY_SEVERITY, countStates, isFailing, STATES } from '../../src/results/states.js';
import { CELL_STATES } from '../../src/types.js';

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
