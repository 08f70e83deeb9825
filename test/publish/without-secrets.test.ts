import { expect, test } from 'vitest';
import { withoutSecrets } from '../../src/publish/without-secrets.js';
import { fiveByFive } from '../report/five-by-five.js';

function saying(text: string) {
  const results = fiveByFive();
  return { ...results, cells: results.cells.map((cell, index) => (index === 0 ? { ...cell, reason: text } : cell)) };
}
const reasonOf = (text: string, known: readonly string[] = []) => {
  const { results, removed } = withoutSecrets(saying(text), known);
  return [results.cells[0]?.reason, removed];
};
const long = (length: number) => 'aB3'.repeat(length).slice(0, length);

test.each([
  `ghs_${long(36)}`,
  `ghp_${long(36)}`,
  `github_pat_${long(40)}`,
  `glpat-${long(20)}`,
  `npm_${long(36)}`,
  `pypi-${long(80)}`,
  `hf_${long(34)}`,
  `AKIA${'A1'.repeat(8)}`,
  `AIza${long(35)}`,
  `xoxb-${long(20)}`,
  `eyJ${long(20)}.eyJ${long(20)}.${long(20)}`,
])('%s is removed', (token) => {
  expect(reasonOf(`failed with "${token}"\nand more`)).toEqual(['failed with "[secret removed]"\nand more', 1]);
});

test('a password in an address is removed, and a value that is known', () => {
  expect(reasonOf('https://me:hunter22@example.org/x')).toEqual(['https://me:[secret removed]@example.org/x', 1]);
  expect(reasonOf('it said "quoted\\value" twice: "quoted\\value"', ['"quoted\\value"'])).toEqual([
    'it said [secret removed] twice: [secret removed]',
    2,
  ]);
  expect(reasonOf('short', ['short'])).toEqual(['short', 0]);
});

test('what is none stays, and results without any are the same', () => {
  const results = fiveByFive();
  expect(withoutSecrets(results)).toEqual({ results, removed: 0 });
  for (const text of ['ghs_short', 'a/b@1.2.3', 'https://example.org/a:b@c', 'sha256 '.concat('0f'.repeat(32))])
    expect(reasonOf(text)).toEqual([text, 0]);
});
