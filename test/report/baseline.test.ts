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
      lastKnown: { state: 'approved', noiseRatio: 0.9 },
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

test('what fails is counted against the last known results, and nowhere without a baseline', () => {
  expect(headlineOf(afterwards()).changes).toBe('1 new');
  expect(htmlReport(afterwards())).toContain('1 new');
  expect(headlineOf(resultsOf({ cells: [passing('vad', 'web', 1)] })).changes).toBe('');
});

test('a drift is shown after the last known result, new ones first, whatever their size', () => {
  const drift = (model: string, ratio: number, more: Partial<ResultCell>) =>
    cellOf(model, 'web', { state: 'drift', reason: `far off: ${model}`, outputs: [outputOf(model, ratio)], ...more });
  const results = resultsOf({
    verdict: 'fail',
    runtimes: [runtimeOf('web', 'ONNX Runtime Web', '1.30.0')],
    models: ['old', 'worse', 'fresh', 'mended'].map((id) => modelOf(id)),
    cells: [
      drift('old', 90_000, { change: 'same', lastKnown: { state: 'drift', noiseRatio: 90_000 } }),
      drift('worse', 500, { change: 'worse', lastKnown: { state: 'drift', noiseRatio: 20 } }),
      drift('fresh', 12, { change: 'worse', lastKnown: { state: 'pass', noiseRatio: 0.9 } }),
      { ...passing('mended', 'web', 1), change: 'better', lastKnown: { state: 'drift', noiseRatio: 70 } },
    ],
  });
  expect(headlineOf(results).changes).toBe('1 new, 1 worse, 1 as before, 1 mended');
  const rows = commentMarkdown(results, { key: 'k' })
    .split('\n')
    .filter((row) => row.startsWith('| ❌'));
  expect(rows.slice(0, 3)).toEqual([
    '| ❌ 1. <code>fresh</code> | <code>web</code> | 0.9× → **12×** new |',
    '| ❌ 2. <code>worse</code> | <code>web</code> | 20× → **500×** worse |',
    '| ❌ 3. <code>old</code> | <code>web</code> | 90,000× → **90,000×** as before |',
  ]);
});

test('an accepted failure says what failed, and not only why it was accepted', () => {
  const accepted = cellOf('crash', 'web', {
    state: 'approved',
    reason: 'approved by Ada: known',
    fault: { what: 'crash.onnx: the file is truncated or damaged', why: 'it has 9 bytes' },
    approval: { ...APPROVAL, state: 'run-failed', reason: 'known' },
  });
  const runtimes = [runtimeOf('web', 'ONNX Runtime Web', '1.30.0')];
  const text = terminalReport(resultsOf({ verdict: 'pass', runtimes, models: [modelOf('crash')], cells: [accepted] }), {
    columns: 300,
    colour: false,
    verbose: true,
  });
  expect(text).toContain('by Ada: known. crash.onnx: the file is truncated or damaged: it has 9 bytes.');
});
