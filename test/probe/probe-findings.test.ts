import { expect, test } from 'vitest';
import { probeFindings, probesRun } from '../../src/probe/probe-findings.js';
import { cell, output } from '../compare/results.js';

const failed = (running: string) =>
  cell({
    state: 'run-failed',
    fault: { what: 'failed while it ran: bad shape', why: 'RuntimeError: bad shape' },
    failure: { kind: 'failed', doing: `running case ${running}`, case: running },
  });

test.each([
  ['probe: 3 rows together', /a batch/],
  ['probe: row 2 alone', /inputs other than the goldens/],
  ['probe: N = 4', /size of a dimension/],
  ['probe: second step', /second step/],
])('%s that did not run is a finding, by the case that was running', (name, what) => {
  expect(probeFindings({ cells: [failed(name)] })).toEqual([
    expect.objectContaining({
      what: expect.stringMatching(what),
      where: `${name} did not run`,
      evidence: 'failed while it ran: bad shape; RuntimeError: bad shape',
    }),
  ]);
});

test('a golden case that fails, or a reason that only mentions a probe, is no finding of a probe', () => {
  const mentioned = cell({ state: 'run-failed', reason: 'failed while running case probe: row 1 alone' });
  expect(probeFindings({ cells: [failed('street'), mentioned] })).toEqual([]);
});

test('an output of a probe that does not pass is a finding', () => {
  const drift = output({ case: 'probe: row 1 alone', verdict: 'drift', reason: 'far off' });
  const cells = [cell({ state: 'drift', outputs: [output(), drift] })];
  expect(probeFindings({ cells })).toMatchObject([{ where: 'probe: row 1 alone, output y', evidence: 'far off' }]);
  expect(probesRun({ cells }, 'detector')).toBe(1);
});
