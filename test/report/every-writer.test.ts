import fc from 'fast-check';
import { expect, test } from 'vitest';
import { htmlReport } from '../../src/report/html.js';
import { commentMarkdown, summaryMarkdown } from '../../src/report/markdown.js';
import { SECTIONS } from '../../src/report/sections.js';
import { terminalReport } from '../../src/report/terminal.js';
import { viewOf } from '../../src/report/view.js';
import { FAILURE_KINDS, FAILURES } from '../../src/results/failures.js';
import type { ResultCell, Results } from '../../src/results/schema.js';
import { isFailing, STATES } from '../../src/results/states.js';
import { emptyOf, FAIL_ON, gateVerdict } from '../../src/results/verdict.js';
import { CELL_STATES, type CellState } from '../../src/types.js';
import { hostileResults } from './hostile.js';
import { cellOf, modelOf, outputOf, resultsOf, runtimeOf } from './results-builder.js';

const WRITERS: readonly (readonly [string, (results: Results) => string])[] = [
  ['comment', (results) => commentMarkdown(results, { key: 'k' })],
  ['summary', (results) => summaryMarkdown(results, { key: 'k' })],
  ['page', htmlReport],
  ['terminal', (results) => terminalReport(results, { columns: 120, colour: false })],
  ['narrow terminal', (results) => terminalReport(results, { columns: 40, colour: false })],
];

/** What a reader sees without unfolding anything: no markup, no entities, one space where there is any. */
function seen(report: string): string {
  return report
    .replace(/<details>.*?<\/details>/gs, '')
    .replace(/<(style|script)>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&nbsp;|\u200b|\s+/g, ' ')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/[*`]/g, '');
}

const APPROVAL = { state: 'drift', author: 'Ada', reason: 'known', date: '2026-10-01' } as const;

function stateCell(state: CellState, more: Partial<ResultCell> = {}, model = 'm', runtime = 'a'): ResultCell {
  const judged = state === 'pass' || state === 'drift';
  return cellOf(model, runtime, {
    state,
    reason: state === 'pass' ? null : `because of ${state}`,
    outputs: judged ? [outputOf(model, state === 'pass' ? 1 : 900)] : [],
    ...(state === 'approved' ? { approval: APPROVAL } : {}),
    ...more,
  });
}

function resultsWith(cells: readonly ResultCell[], verdict: Results['verdict']): Results {
  return resultsOf({
    verdict,
    models: [...new Set(cells.map(({ model }) => model))].map((id) => modelOf(id)),
    runtimes: [...new Set(cells.map(({ runtime }) => runtime))].map((id) => runtimeOf(id, id, '1')),
    cells: [...cells],
  });
}

const OUTCOMES: readonly (readonly [string, ResultCell, string, string])[] = [
  ...CELL_STATES.map((state) => [state, stateCell(state), STATES[state].symbol, STATES[state].word] as const),
  ...FAILURE_KINDS.map((kind) => {
    const { state, word } = FAILURES[kind];
    const failure = { kind, doing: 'running case street', case: 'street' };
    return [`${state}: ${kind}`, stateCell(state, { failure }), STATES[state].symbol, word] as const;
  }),
];

test.each(OUTCOMES)('every writer shows the symbol and the word of %s', (_, cell, symbol, word) => {
  const results = resultsWith([cell], gateVerdict({ cells: [cell] }, 'drift').verdict);
  const whole = (text: string) => seen(text.replace(/<\/?details>/g, ''));
  expect(whole(htmlReport(results))).toContain(`${symbol} ${word}`);
  expect(whole(terminalReport(results, { columns: 120, colour: false, verbose: true }))).toContain(`${symbol} ${word}`);
  // A comment has the matrix in symbols, and the words where something is said of the cell.
  for (const write of [commentMarkdown, summaryMarkdown]) {
    const text = whole(write(results, { key: 'k' }));
    expect(text).toContain(symbol);
    expect(text).toContain(word);
  }
});

/** Documents of a few models on a few runtimes, some cells missing, with what can become of a cell. */
const someCells = fc.array(
  fc.record({
    model: fc.constantFrom('m', 'n', 'o'),
    runtime: fc.constantFrom('a', 'b'),
    state: fc.constantFrom(...CELL_STATES),
    outputs: fc.boolean(),
    reason: fc.constantFrom(null, 'no operator', 'filtered'),
  }),
  { maxLength: 6 },
);

const documents = fc.tuple(someCells, fc.constantFrom(...FAIL_ON)).map(([list, failOn]) => {
  const byPlace = new Map(
    list.map(({ model, runtime, state, outputs, reason }) => [
      `${model} ${runtime}`,
      stateCell(state, { reason, outputs: outputs ? [outputOf(model, 1)] : [] }, model, runtime),
    ]),
  );
  const cells = [...byPlace.values()];
  const { verdict, exitCode } = gateVerdict({ cells }, failOn);
  return { cells, exitCode, results: resultsWith(cells, verdict) };
});

test('whatever makes the gate fail has a finding with its fix', () => {
  fc.assert(
    fc.property(documents, ({ cells, exitCode, results }) => {
      const { findings } = viewOf(results);
      if (exitCode !== 0) expect(findings).not.toEqual([]);
      for (const { fix, finding } of findings) expect([fix.length > 1, finding.length > 1]).toEqual([true, true]);
      const says = (model: string, runtime: string) =>
        findings.some((one) => one.models.includes(model) && one.runtimes.includes(runtime));
      const empty = { model: emptyOf(cells, 'model'), runtime: emptyOf(cells, 'runtime') };
      for (const { model, runtime, state } of cells)
        if (isFailing(state) || empty.model.includes(model) || empty.runtime.includes(runtime))
          expect(says(model, runtime), `${model} on ${runtime}`).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('every finding and its fix stand open in every report', () => {
  const dense = (text: string) => seen(text).replaceAll(' ', '');
  fc.assert(
    fc.property(documents, ({ results }) => {
      const { findings } = viewOf(results);
      for (const [name, write] of WRITERS) {
        const text = dense(write(results));
        // On a terminal the commands begin otherwise.
        const own = name.endsWith('terminal') ? viewOf(results, 'portability').findings : findings;
        for (const { finding, fix } of own)
          for (const part of [finding, fix]) expect(text, name).toContain(dense(part));
      }
    }),
    { numRuns: 25 },
  );
});

test('hostile text reaches every section, so that the tests of it look at all of them', () => {
  const view = viewOf(hostileResults());
  const silent = SECTIONS.filter(
    (section) => !(['page', 'comment'] as const).some((kind) => section.content(view, kind) !== null),
  ).map(({ name }) => name);
  expect(silent).toEqual([]);
  const titles = SECTIONS.map(({ title }) => title);
  const page = htmlReport(hostileResults());
  // A name that cannot be copied gets no command; everything else is there.
  expect(titles.filter((title) => !page.includes(`<h2>${title}</h2>`))).toEqual([
    'Matrix',
    'Run it here, explain or accept',
  ]);
});

test('a command with a hostile name that shows as it is stays a line of text', () => {
  const name = "a`b|<i>c</i> $(id) '";
  const results = resultsWith([stateCell('drift', {}, name)], 'fail');
  const comment = commentMarkdown(results, { key: 'k' });
  const fence = /^```sh\n([^`]*`[^`]*)+\n```$/m.exec(comment)?.[0] ?? '';
  expect(
    fence
      .split('\n')
      .slice(1, -1)
      .every((line) => line.startsWith('npx --yes model-portability-gate@0.1.0 ')),
  ).toBe(true);
  expect(comment.replace(fence, '')).not.toContain('<i>');
  expect(htmlReport(results)).not.toContain('<i>');
});

test('sections have names of their own and take a share', () => {
  expect(new Set(SECTIONS.map(({ name }) => name)).size).toBe(SECTIONS.length);
  for (const { name, share, title } of SECTIONS) expect(share > 0 && share <= 1 && title !== '', name).toBe(true);
});

test('findings beyond those that a comment shows open are folded and counted', () => {
  const reasons = 'abcdefghijklmnopqrstuvwxyz'.split('');
  const cells = reasons.map((letter) =>
    stateCell('run-failed', { reason: `crashed in kernel ${letter}` }, `m-${letter}`),
  );
  const comment = commentMarkdown(resultsWith(cells, 'fail'), { key: 'k' });
  expect(comment).toContain('**18 more findings**');
  expect(comment.match(/^💥 \*\*/gm)).toHaveLength(26);
  expect(seen(comment)).toContain('8. m-h on a: crashed in kernel h.');
  expect(seen(comment)).not.toContain('crashed in kernel i.');
  expect(comment).toContain('💥 **9. ');
});
