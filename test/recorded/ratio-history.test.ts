import { expect, test } from 'vitest';
import { withHistory } from '../../src/recorded/ratio-history.js';
import { htmlReport } from '../../src/report/html.js';
import { commentMarkdown } from '../../src/report/markdown.js';
import type { ResultCell, Results } from '../../src/results/schema.js';
import { freshFolder, hostIn } from '../environments/host.js';
import { cellOf, modelOf, outputOf, resultsOf, runtimeOf } from '../report/results-builder.js';

const commitOf = (index: number) => index.toString(16).padStart(40, '0');

function resultsWith(ratio: number, more: Partial<ResultCell> = {}): Results {
  const cell = cellOf('net', 'ort', { outputs: [outputOf('net', ratio)], ...more });
  return resultsOf({ models: [modelOf('net')], runtimes: [runtimeOf('ort', 'ORT', '1.0')], cells: [cell] });
}

async function commits() {
  const folder = await freshFolder();
  const at = (commit: string) => hostIn(folder, { env: { GITHUB_SHA: commit, GITHUB_REPOSITORY: 'acme/models' } });
  return async (index: number, results: Results) => {
    const { cells } = await withHistory(results, at(commitOf(index)));
    return cells[0]?.history?.map(({ commit, noiseRatio }) => [Number.parseInt(commit, 16), noiseRatio]);
  };
}

test('each commit at which a cell ran is told once, the oldest first', async () => {
  const run = await commits();
  expect(await run(1, resultsWith(0.5))).toBeUndefined();
  expect(await run(2, resultsWith(0.7))).toEqual([[1, 0.5]]);
  // The same commit again gives the same document.
  expect(await run(2, resultsWith(0.8))).toEqual([[1, 0.5]]);
  expect(await run(3, resultsWith(0.9, { recorded: 'cache' }))).toEqual([
    [1, 0.5],
    [2, 0.8],
  ]);
  expect(await run(4, resultsWith(900))).toEqual([
    [1, 0.5],
    [2, 0.8],
  ]);
});

test('no more than twenty commits are kept', async () => {
  const run = await commits();
  for (let index = 1; index <= 25; index++) await run(index, resultsWith(index));
  const found = await run(26, resultsWith(26));
  expect(found?.length).toBe(20);
  expect([found?.[0], found?.at(-1)]).toEqual([
    [6, 6],
    [25, 25],
  ]);
});

test('outside of a repository, and with what cannot be read, there is none', async () => {
  const folder = await freshFolder();
  const host = hostIn(folder, { env: { ...process.env, GITHUB_SHA: 'main', GITHUB_EVENT_PATH: '' } });
  const results = resultsWith(0.5);
  expect(await withHistory(results, host)).toEqual(results);
});

test('the page draws them with their commits; a comment does not', () => {
  const history = [0.5, 900, 'NaN' as const].map((noiseRatio, index) => ({ commit: commitOf(index), noiseRatio }));
  const results = resultsWith(0.7, { history });
  const page = htmlReport(results);
  expect(page).toContain('<title>0000000: 900×</title>');
  expect(page).toMatch(/class="course" d="M4 \d+L16 \d+L28 \d+L40 \d+"/);
  expect(page).toContain('0.5× at 0000000, 0.7× now');
  expect(commentMarkdown(results, { key: 'portability.yml' })).not.toContain('0000000');
});
