import { expect, test } from 'vitest';
import { htmlReport } from '../../src/report/html.js';
import { resultsJson } from '../../src/report/json.js';
import { commentMarkdown, commentMarker, summaryMarkdown } from '../../src/report/markdown.js';
import { terminalReport } from '../../src/report/terminal.js';
import { type Results, resultsSchema } from '../../src/results/schema.js';
import { everyState } from './every-state.js';
import { fiveByFive } from './five-by-five.js';
import { modelOf, passing, resultsOf, runtimeOf } from './results-builder.js';

const OPTIONS = {
  key: 'portability.yml',
  commit: { name: 'a1b2c3d' },
  report: 'https://github.com/example/models/actions/runs/1',
  guide: 'https://github.com/example/gate/blob/main/docs/report.md',
};
const WIDE = { columns: 120, colour: false };

const WRITERS: readonly (readonly [string, (results: Results) => string])[] = [
  ['comment.md.txt', (results) => commentMarkdown(results, OPTIONS)],
  ['terminal.txt', (results) => terminalReport(results, WIDE)],
  ['terminal-narrow.txt', (results) => terminalReport(results, { columns: 60, colour: false, verbose: true })],
  ['terminal-verbose.txt', (results) => terminalReport(results, { ...WIDE, verbose: true, overhead: 'gate 0.8 s' })],
  ['report.html.txt', htmlReport],
  ['results.json.txt', resultsJson],
];

test.each(WRITERS)('five by five: %s', async (name, write) => {
  await expect(write(fiveByFive())).toMatchFileSnapshot(`golden/five-by-five/${name}`);
});

test.each(WRITERS.slice(0, 2))('every state: %s', async (name, write) => {
  await expect(write(everyState())).toMatchFileSnapshot(`golden/every-state/${name}`);
});

test('all pass: comment and terminal', async () => {
  const runtimes = [runtimeOf('onnxruntime-node', 'ONNX Runtime for Node.js', '1.30.0')];
  const results = resultsOf({
    runtimes,
    models: [modelOf('ocr'), modelOf('vad')],
    cells: [passing('ocr', 'onnxruntime-node', 0.9), passing('vad', 'onnxruntime-node', 0)],
  });
  await expect(commentMarkdown(results, { key: 'portability.yml' })).toMatchFileSnapshot(
    'golden/all-pass/comment.md.txt',
  );
  await expect(terminalReport(results, WIDE)).toMatchFileSnapshot('golden/all-pass/terminal.txt');
});

test('nothing to check: comment and terminal', () => {
  const results = resultsOf({});
  expect(commentMarkdown(results, { key: 'k' })).toContain('### ✅ Portability: no model to check');
  expect(terminalReport(results, WIDE)).toBe('✅ Portability: no model to check\n');
});

test.each([...WRITERS, ['summary', (results: Results) => summaryMarkdown(results, OPTIONS)] as const])(
  'equal results give equal bytes: %s',
  (_, write) => {
    const reordered = JSON.parse(JSON.stringify(fiveByFive(), reverseKeys)) as Results;
    expect(write(reordered)).toBe(write(fiveByFive()));
    const shuffled = { ...fiveByFive(), cells: fiveByFive().cells.toReversed() };
    expect(write(shuffled)).toBe(write(fiveByFive()));
  },
);

test('results.json reads back as the same results', () => {
  const text = resultsJson(fiveByFive());
  expect(resultsSchema.parse(JSON.parse(text))).toEqual(fiveByFive());
  expect(text.endsWith('}\n')).toBe(true);
});

test('results that do not fit the schema are not written', () => {
  expect(() => resultsJson({ ...fiveByFive(), extra: 1 } as Results)).toThrow(/extra/);
});

test('a comment starts with its marker', () => {
  expect(commentMarkdown(fiveByFive(), OPTIONS).startsWith(`${commentMarker('portability.yml')}\n`)).toBe(true);
});

test('colour only when asked for', () => {
  const plain = terminalReport(fiveByFive(), { ...WIDE, verbose: true });
  const coloured = terminalReport(fiveByFive(), { ...WIDE, verbose: true, colour: true });
  expect(plain).not.toContain('\u001b');
  expect(coloured).toContain('\u001b[31m💥 crashed\u001b[39m');
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain);
});

function reverseKeys(_: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toReversed());
}
