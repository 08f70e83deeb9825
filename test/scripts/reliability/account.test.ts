import { expect, test } from 'vitest';
import { accountOf, added } from '../../../scripts/reliability/account.js';
import { sampleCell, sampleResults } from '../../publish/sample-results.js';

const RUN = { exitCode: 1, hung: false, stderr: '', memory: [], left: 0 };
const EXPECTED = { models: ['a', 'b'], runtimes: ['ort'] };

test('every expected cell has an end, or is lost', () => {
  const crashed = { state: 'run-failed', failure: { kind: 'crashed', doing: 'running' } } as const;
  const results = sampleResults([sampleCell('a', 'ort', crashed)]);
  const account = accountOf({ ...RUN, results }, EXPECTED);
  expect(account).toMatchObject({ cells: 2, lost: 1, hung: 0, internal: 0 });
  expect([...account.ends]).toEqual([
    ['run-failed: crashed', 1],
    ['lost', 1],
  ]);
  expect(added([account, account])).toMatchObject({ cells: 4, lost: 2 });
});

test('a cell that a stopped run did not judge is lost', () => {
  const cells = [sampleCell('a', 'ort'), sampleCell('b', 'ort', { state: 'not-run' })];
  const results = { ...sampleResults(cells), stopped: { what: 'interrupted' } };
  expect(accountOf({ ...RUN, hung: true, results }, EXPECTED)).toMatchObject({ lost: 1, hung: 1 });
});

test('faults of the gate are told from faults of models', () => {
  const stderr = 'error This is a bug in the gate, not in your models.';
  expect(accountOf({ ...RUN, results: null, stderr }, EXPECTED)).toMatchObject({ lost: 2, internal: 1 });
});
