import { expect, test } from 'vitest';
import { headlineOf } from '../../src/report/headline.js';
import { htmlReport } from '../../src/report/html.js';
import { commentMarkdown } from '../../src/report/markdown.js';
import { terminalReport } from '../../src/report/terminal.js';
import type { ResultCell } from '../../src/results/schema.js';
import { cellOf, modelOf, outputOf, passing, resultsOf, runtimeOf } from './results-builder.js';

const APPROVAL = { state: 'drift', author: 'Ada', reason: 'bf16 is what we deploy', date: '2026-10-01' } as const;

function afterwards() {
  const models = ['crash', 'detector', 'expired', 'fresh', 'pitch', 'vad'];
  const drift = (model: string) => ({ outputs: [outputOf(model, 412, { reason: 'outside' })] });
  const cells: readonly ResultCell[] = [
    cellOf('crash', 'web', {
      state: 'approved',
      reason: 'approved by Ada: known',
      approval: { ...APPROVAL, state: 'run-failed' },
      change: 'same',
    }),
    cellOf('detector', 'web', {
      state: 'approved',
      reason: 'approved by Ada: bf16 is what we deploy',
      approval: APPROVAL,
      change: 'same',
      ...drift('detector'),
    }),
    cellOf('expired', 'web', {
      state: 'drift',
      reason: 'output0: outside; the approval by Ada expired on 2026-11-01',
      approval: { ...APPROVAL, until: '2026-11-01', ended: 'expired on 2026-11-01' },
      diagnosis: {
        id: 'x',
        finding: 'expired on web runs in bfloat16.',
        evidence: 'All is off by 2⁻¹⁰.',
        fix: 'Set `precision`.',
      },
      change: 'worse',
      ...drift('expired'),
    }),
    { ...passing('fresh', 'web', 1), change: 'new' },
    {
      ...passing('pitch', 'web', 1),
      change: 'same',
      warnings: [
        { id: 'approval-unused', text: 'the approval by Ada is no longer needed: remove it from the baseline.' },
      ],
    },
    {
      ...passing('vad', 'web', 7),
      change: 'worse',
      warnings: [
        {
          id: 'worse-than-baseline',
          text: 'still within the tolerance, but `output0` went from 0.9× to 7× its noise floor; the runtime went from 1.29.0 to 1.30.0.',
        },
      ],
    },
  ];
  return resultsOf({
    verdict: 'fail',
    runtimes: [runtimeOf('web', 'ONNX Runtime Web', '1.30.0')],
    models: models.map((id) => modelOf(id)),
    cells: [...cells],
  });
}

test('the comment says what changed, what is accepted and what is accepted no more', async () => {
  const options = { key: 'portability.yml', commit: { name: 'a1b2c3d' } };
  await expect(commentMarkdown(afterwards(), options)).toMatchFileSnapshot('golden/baseline/comment.md.txt');
  await expect(terminalReport(afterwards(), { columns: 120, colour: false })).toMatchFileSnapshot(
    'golden/baseline/terminal.txt',
  );
});

test('the counts stand in every report, and nowhere without a baseline', () => {
  expect(headlineOf(afterwards()).changes).toBe('2 worse, 1 new, 3 as before');
  expect(htmlReport(afterwards())).toContain('2 worse, 1 new, 3 as before');
  expect(headlineOf(resultsOf({ cells: [passing('vad', 'web', 1)] })).changes).toBe('');
});
