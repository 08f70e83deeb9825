// How long each writer takes for 1,000 models on 20 runtimes: no more than 2 s.
// npx vitest bench --run test/report
import { bench, describe } from 'vitest';
import { htmlReport } from '../../src/report/html.js';
import { resultsJson } from '../../src/report/json.js';
import { commentMarkdown, summaryMarkdown } from '../../src/report/markdown.js';
import { terminalReport } from '../../src/report/terminal.js';
import type { Results } from '../../src/results/schema.js';
import { manyModels } from './many-models.js';

const WRITERS: readonly (readonly [string, (results: Results) => string])[] = [
  ['comment', (results) => commentMarkdown(results, { key: 'k' })],
  ['summary', (results) => summaryMarkdown(results, { key: 'k' })],
  ['page', htmlReport],
  ['results.json', resultsJson],
  ['terminal', (results) => terminalReport(results, { columns: 120, colour: true })],
  ['terminal, verbose', (results) => terminalReport(results, { columns: 120, colour: true, verbose: true })],
];

describe.each([
  ['nothing fails', 1_000_000],
  ['every third cell fails', 3],
  ['every cell fails', 1],
] as const)('%s', (_, failing) => {
  const results = manyModels(1000, failing);
  for (const [name, write] of WRITERS)
    bench(name, () => void write(results), { iterations: 2, time: 0, warmupTime: 0, warmupIterations: 1 });
});
