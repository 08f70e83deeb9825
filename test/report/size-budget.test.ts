import { expect, test } from 'vitest';
import { COMMENT_BUDGET, commentMarkdown, SUMMARY_BUDGET, summaryMarkdown } from '../../src/report/markdown.js';
import type { ResultCell, Results } from '../../src/results/schema.js';
import { fiveByFive } from './five-by-five.js';
import { cellOf, diagnosis, modelOf, outputOf, passing, resultsOf, runtimeOf } from './results-builder.js';

const OPTIONS = { key: 'portability.yml', commit: 'a1b2c3d', report: 'https://example.org/run' };
const bytes = (text: string) => Buffer.byteLength(text);

/** 200 models with names of non-ASCII letters on 20 runtimes; every `failing`-th cell fails for its own reason. */
function large(failing: number): Results {
  const models = Array.from({ length: 200 }, (_, index) => `Modèle-${index}-${'größe'.repeat(6)}`);
  const runtimes = Array.from({ length: 20 }, (_, index) => `runtime-number-${index}`);
  const cells = models.flatMap((model, row) =>
    runtimes.map((runtime, column): ResultCell => {
      const fails = (row * 20 + column) % failing === 0;
      if (!fails) return passing(model, runtime, 1);
      return cellOf(model, runtime, {
        state: 'drift',
        outputs: [outputOf(model, 1000 + row)],
        diagnosis: diagnosis('x', `differs from ${row}/${column} on`, 'Evidence: '.repeat(80), 'Do this. '.repeat(20)),
      });
    }),
  );
  return resultsOf({
    verdict: 'fail',
    models: models.map((id) => modelOf(id, { goldens: 'synthetic' })),
    runtimes: runtimes.map((id) => runtimeOf(id, id, '1.0.0')),
    cells,
  });
}

/** Elements, tables and fences that were opened are closed, in order. */
function expectWhole(markdown: string): void {
  const open: string[] = [];
  for (const [, slash, name = ''] of markdown.matchAll(/<(\/?)(code|sub|details|summary)>/g)) {
    if (slash === '') open.push(name);
    else if (open.at(-1) === name) open.pop();
    else open.push(`/${name}`);
  }
  expect(open).toEqual([]);
  expect(markdown.match(/^```/gm)?.length ?? 0).toBe((markdown.match(/^```$/gm)?.length ?? 0) * 2);
  expect(markdown.split('\n').filter((line) => line.startsWith('|') && !line.endsWith('|'))).toEqual([]);
  expect(markdown.endsWith('\n') && markdown.includes('### ❌ Portability')).toBe(true);
}

test.each([1, 2, 50, 4001])('200 × 20 with every %d-th cell failing fits comment and summary', (failing) => {
  const results = large(failing);
  const comment = commentMarkdown(results, OPTIONS);
  const summary = summaryMarkdown(results, OPTIONS);
  expect(bytes(comment)).toBeLessThanOrEqual(COMMENT_BUDGET);
  expect(bytes(comment)).toBeGreaterThan(COMMENT_BUDGET / 3);
  expect(bytes(summary)).toBeLessThanOrEqual(SUMMARY_BUDGET);
  for (const text of [comment, summary]) {
    expectWhole(text);
    expect(text.includes('n× = ')).toBe(true);
    // There was more than fits.
    expect(text.includes('more in the full report')).toBe(true);
  }
});

test('a smaller budget drops sections from the bottom and says which', () => {
  const full = commentMarkdown(fiveByFive(), OPTIONS);
  const seen = new Set<string>();
  for (let budget = bytes(full); budget >= 700; budget -= 61) {
    const text = commentMarkdown(fiveByFive(), { ...OPTIONS, budget });
    expect(bytes(text)).toBeLessThanOrEqual(budget);
    expectWhole(text);
    if (text.includes('Left out to stay')) seen.add(/allows: ([^.]*)\./.exec(text)?.[1] ?? '');
  }
  expect([...seen].some((names) => names.endsWith('runtimes'))).toBe(true);
  expect([...seen].at(-1)).toContain('matrix, findings');
});

test('nothing is left out when there is room', () => {
  expect(commentMarkdown(fiveByFive(), OPTIONS)).not.toMatch(/Left out|full report\./);
});
