import { groupThousands } from '../../src/number-format.js';
import { htmlReport } from '../../src/report/html.js';
import { resultsJson } from '../../src/report/json.js';
import { commentMarkdown, summaryMarkdown } from '../../src/report/markdown.js';
import { terminalReport } from '../../src/report/terminal.js';
import type { Results } from '../../src/results/schema.js';
import { manyModels } from '../../test/report/many-models.js';
import { markdownTable } from '../markdown-table.js';
import { seconds } from './measured.js';
import { median } from './median.js';

const MODELS = 1000;
const TIMES = 3;
const WRITERS: readonly (readonly [string, (results: Results) => string])[] = [
  ['comment', (results) => commentMarkdown(results, { key: 'k' })],
  ['summary', (results) => summaryMarkdown(results, { key: 'k' })],
  ['page', htmlReport],
  ['results.json', resultsJson],
  ['terminal', (results) => terminalReport(results, { columns: 120, colour: true })],
  ['terminal, verbose', (results) => terminalReport(results, { columns: 120, colour: true, verbose: true })],
];
const FAILING = [
  ['nothing fails', Number.MAX_SAFE_INTEGER],
  ['every third cell fails', 3],
  ['every cell fails', 1],
] as const;

/** Seconds of each writer of reports, the median of some, by how many cells fail. */
export interface RenderingBench {
  readonly writers: readonly { readonly name: string; readonly seconds: readonly number[] }[];
}

export function benchRendering(): RenderingBench {
  const results = FAILING.map(([, failing]) => manyModels(MODELS, failing));
  return {
    writers: WRITERS.map(([name, write]) => ({ name, seconds: results.map((each) => secondsOf(() => write(each))) })),
  };
}

/** The middle one of some runs. */
function secondsOf(work: () => void): number {
  const measured = Array.from({ length: TIMES }, () => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  });
  return median(measured);
}

export function renderingSection({ writers }: RenderingBench): string {
  const columns = FAILING.map(([title]) => title);
  const rows = writers.map((writer) => [writer.name, ...writer.seconds.map(seconds)]);
  return `## Rendering

Reports of ${groupThousands(MODELS)} models on 20 runtimes, where every failing cell has a long finding of its own.

${markdownTable(['', ...columns], rows, columns)}
`;
}
