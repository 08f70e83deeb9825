import { expect, test } from 'vitest';
import { COMMENT_BUDGET, commentMarkdown, SUMMARY_BUDGET, summaryMarkdown } from '../../src/report/markdown.js';
import { fiveByFive } from './five-by-five.js';
import { manyModels } from './many-models.js';

const OPTIONS = { key: 'portability.yml', commit: { name: 'a1b2c3d' }, report: 'https://example.org/run' };
const bytes = (text: string) => Buffer.byteLength(text);

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

test.each([1, 2, 50, 1601])('80 × 20 with every %d-th cell failing fits comment and summary', (failing) => {
  const results = manyModels(80, failing);
  const comment = commentMarkdown(results, OPTIONS);
  const summary = summaryMarkdown(results, OPTIONS);
  expect(bytes(comment)).toBeLessThanOrEqual(COMMENT_BUDGET);
  expect(bytes(comment)).toBeGreaterThan(COMMENT_BUDGET / 3);
  expect(bytes(summary)).toBeLessThanOrEqual(SUMMARY_BUDGET);
  for (const text of [comment, summary]) {
    expectWhole(text);
    expect(text.includes('n× = ')).toBe(true);
    // There was more than fits.
    expect(/ more \w+ in the full report/.test(text)).toBe(true);
  }
});

test('a smaller budget drops sections from the bottom and says which', () => {
  const full = commentMarkdown(fiveByFive(), OPTIONS);
  const seen = new Set<string>();
  for (let budget = bytes(full); budget >= 700; budget -= 173) {
    const text = commentMarkdown(fiveByFive(), { ...OPTIONS, budget });
    expect(bytes(text)).toBeLessThanOrEqual(budget);
    expectWhole(text);
    if (text.includes('Left out because')) seen.add(/size limit: ([^.]*)\./.exec(text)?.[1] ?? '');
  }
  expect([...seen].some((names) => names.endsWith('runtimes'))).toBe(true);
  expect([...seen].at(-1)).toContain('failures, findings, matrix');
});

test('nothing is left out when there is room', () => {
  expect(commentMarkdown(fiveByFive(), OPTIONS)).not.toMatch(/Left out|full report\./);
});
