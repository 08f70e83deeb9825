import { expect, test } from 'vitest';
import { logReport } from '../../src/bin/log-report.js';
import { cellOf, modelOf, outputOf, resultsOf, runtimeOf } from '../report/results-builder.js';

test('who reads the log of a job can paste its commands, with the release and the folder', () => {
  const results = resultsOf({
    verdict: 'fail',
    run: { config: null, baseline: 'portability.lock.json', folder: 'services/eyes' },
    models: [modelOf('net', { goldens: 'synthetic' })],
    runtimes: [runtimeOf('mnn', 'MNN', '1')],
    cells: [cellOf('net', 'mnn', { state: 'drift', outputs: [outputOf('net', 400)] })],
  });
  const text = logReport(results).replaceAll(/\s+/g, ' ');
  expect(text).toMatch(/`cd services\/eyes && npx --yes model-portability-gate@\S+ approve --reason "…" net mnn`/);
  expect(text).not.toContain('--verbose');
  expect(text).toContain('see the job summary');
});
